import asyncio

from pytest_trackside import SandboxOptions, start_sandbox


async def main() -> None:
    with start_sandbox(SandboxOptions(orders=1000)) as sandbox:
        async with sandbox.async_client("partnero") as partnero:
            response = await partnero.get("/v1/program")
            print(response.json()["data"]["program"]["name"])


asyncio.run(main())
