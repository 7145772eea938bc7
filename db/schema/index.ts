// The schema as one module, as Drizzle takes it.
export * from "./identity";
export * from "./projects";
export * from "./cases";
export * from "./history";
export * from "./audit";
export * from "./news";
export * from "./mail";
export * from "./upkeep";
export * from "./views";
export * from "./webhooks";
