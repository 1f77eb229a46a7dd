// The one module that asks the server: what may go wrong is said in one way.

export class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.name = "HttpError";
    this.status = status;
  }
}

async function ask(url, accept, signal) {
  const response = await fetch(url, {
    headers: { Accept: accept },
    credentials: "same-origin",
    signal,
  });
  if (!response.ok) throw new HttpError(response.status, `${response.status} for ${url}`);
  return response;
}

/** A GeoJSON or JSON answer; HttpError for a refusal, TypeError without a network. */
export async function getJson(url, { signal } = {}) {
  const response = await ask(url, "application/geo+json, application/json", signal);
  return response.json();
}

/** A page as a document whose scripts do not run. */
export async function getDocument(url, { signal } = {}) {
  const response = await ask(url, "text/html", signal);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Whether an error only says that a newer question replaced this one. */
export const isAborted = (error) => error?.name === "AbortError";
