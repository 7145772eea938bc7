// drizzle takes the schema as one object; this is where it is put together.
export * from "./identity";
export * from "./projects";
export * from "./cases";
export * from "./history";
