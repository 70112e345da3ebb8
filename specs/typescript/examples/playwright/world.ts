import { namedWorld } from "@trackside/contracts/testing";

/** The world of this worker, in the sandbox that the global setup has started. Playwright numbers its workers in this variable. */
export const world = namedWorld(process.env["TRACKSIDE_ORIGIN"]!, `worker-${process.env["TEST_PARALLEL_INDEX"]}`);

// The app under test is told where the providers are: `world.baseUrls.partnero`.
