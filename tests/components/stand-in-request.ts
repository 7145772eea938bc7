import { TextDecoder } from "node:util";

/** Long work goes by XMLHttpRequest; here that asks the test's `fetch`. */
export class StandInRequest {
  upload: { onprogress?: (event: Partial<ProgressEvent>) => void } = {};
  status = 0;
  responseText = "";
  onprogress?: () => void;
  onload?: () => void;
  onerror?: () => void;
  private path = "";
  private headers: Record<string, string> = {};
  private response?: Response;
  open(_method: string, path: string) {
    this.path = path;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  getResponseHeader = (name: string) => this.response?.headers.get(name) ?? null;
  async send(body: string) {
    try {
      this.upload.onprogress?.({ lengthComputable: true, loaded: body.length, total: body.length });
      this.response = await fetch(this.path, { method: "POST", headers: this.headers, body });
      this.status = this.response.status;
      const reader = this.response.body?.getReader();
      if (!reader) this.responseText = JSON.stringify(await this.response.json());
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
        this.responseText += new TextDecoder().decode(part.value);
        this.onprogress?.();
      }
      this.onload?.();
    } catch {
      this.onerror?.();
    }
  }
}
