import pg from "pg";

export default async function tearDown() {
  const admin = new pg.Client(process.env.TEST_DATABASE_URL);
  await admin.connect();
  await admin.query(`drop database if exists ${process.env.TEST_DATABASE_TEMPLATE} with (force)`);
  await admin.end();
}
