// Of every document: a client with sample data, and zod schemas of every status.
const { PROVIDERS, SPECS, CLIENTS } = process.env;

export default Object.fromEntries(
    PROVIDERS.split(" ").flatMap((provider) => {
        const input = `${SPECS}/${provider}.json`;
        const target = `${CLIENTS}/orval/${provider}`;
        const zod = { generateEachHttpStatus: true };
        return [
            [provider, { input, output: { target: `${target}.ts`, client: "fetch", mode: "split", mock: true } }],
            [`${provider}Zod`, { input, output: { target: `${target}.zod.ts`, client: "zod", override: { zod } } }],
        ];
    }),
);
