// Writes `summary.json`, which `cargo xtask e2e` reads: what passed, and what was measured.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export default class Summary {
  #started = Date.now();
  #root;
  #measures = [];
  #screenshots = 0;

  onBegin(_config, root) {
    this.#root = root;
  }

  onTestEnd(_test, result) {
    for (const { type, description } of result.annotations) {
      if (type === 'screenshots') this.#screenshots += Number(description);
      if (type === 'measure') this.#measures.push(JSON.parse(description));
    }
  }

  onEnd() {
    const outcomes = this.#root.allTests().map((test) => test.results.at(-1)?.status);
    const passed = outcomes.filter((outcome) => outcome === 'passed').length;
    const failed = outcomes.filter((outcome) => outcome === 'failed' || outcome === 'timedOut').length;
    const summary = {
      passed,
      failed,
      not_run: outcomes.length - passed - failed,
      seconds: (Date.now() - this.#started) / 1000,
      screenshots: this.#screenshots,
      measures: this.#measures,
    };
    const output = process.env.TRACKSIDE_E2E_OUTPUT ?? '../../target/e2e';
    mkdirSync(output, { recursive: true });
    writeFileSync(join(output, 'summary.json'), JSON.stringify(summary));
  }

  printsToStdio() {
    return false;
  }
}
