// Starts a sandbox, says where it is, and leaves in the way it is told.
import { startSandbox } from "@trackside/contracts/testing";

const { origin } = await startSandbox({ orders: 0 });
console.log(origin);
switch (process.argv[2]) {
  case "throws":
    throw new Error("a test went wrong");
  case "is killed":
    setInterval(() => {}, 1000);
}
