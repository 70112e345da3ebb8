// What a page must not do, whatever is tested on it.

/** Watches every page of a browser context, and collects what a careful page would not cause. */
export class Watch {
  /** Requests to hosts that are not this machine, whether they got anywhere or not. */
  outside = [];
  /** Errors and warnings: of the console, of scripts, of the content-security policy, of requests that failed; and dialogs. */
  trouble = [];
  /** The addresses of everything that was asked for. */
  requested = [];
  /** Further names that lead to this machine. */
  own = [];
  #expected = [];
  #watches = true;

  /** Trouble that matches the pattern is what the test is about. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  /** Begins to watch the context. */
  async over(context) {
    await context.exposeBinding('reportViolation', (_source, violation) => this.#note(violation));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        window.reportViolation(`the policy ${event.effectiveDirective} was violated by ${event.blockedURI}`);
      });
    });
    context.on('request', (request) => {
      this.requested.push(request.url());
      if (!isOwn(request.url(), this.own)) this.outside.push(request.url());
    });
    context.on('requestfailed', (request) => {
      const { errorText } = request.failure();
      // A page that is left breaks off what it still waits for, its stream above all.
      if (errorText !== 'net::ERR_ABORTED') this.#note(`${request.url()} failed: ${errorText}`);
    });
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        this.#note(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    context.on('weberror', (error) => this.#note(`a script failed: ${error.error().message}`));
    context.on('dialog', (dialog) => {
      this.#note(`a dialog opened: ${dialog.message()}`);
      dialog.dismiss();
    });
  }

  /** Stops watching: closing a browser breaks requests off. */
  end() {
    this.#watches = false;
  }

  #note(trouble) {
    if (this.#watches && !this.#expected.some((pattern) => pattern.test(trouble))) this.trouble.push(trouble);
  }
}

/** Whether an address leads to this machine, or nowhere at all. */
function isOwn(address, further) {
  const { protocol, hostname } = new URL(address);
  const isLocal = hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('.localhost') || further.includes(hostname);
  return ['data:', 'blob:', 'about:'].includes(protocol) || isLocal;
}
