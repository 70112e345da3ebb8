/** The path of the program `trackside-mock` for this machine. Importing fails where there is none. */
export declare const binary: string;
