/** Why a webhook is refused. */
export type SignatureErrorCode =
  | "missing-header"
  | "malformed-header"
  | "malformed-secret"
  | "empty-body"
  | "rewritten-body"
  | "wrong-secret"
  | "too-old"
  | "too-early"
  | "not-json";

/**
 * A webhook that is refused. `code` tells the usual mistakes apart: a parsed body in place of the raw one
 * (`rewritten-body`, `empty-body`), another secret (`wrong-secret`), and an old delivery (`too-old`).
 */
export class SignatureError extends Error {
  override readonly name = "SignatureError";

  /** Why it is refused. */
  readonly code: SignatureErrorCode;

  /** Makes an error of a code and what to tell the developer. */
  constructor(code: SignatureErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
