/* What a phone keeps: drafts, what waits to be sent, what is to be looked at again (ADR 0020).

   An entry is { id, state, at, fields, reason }: state « draft », « pending » or « review », at its moment in ms. Whose it
   is, its state and its moment are in clear; the rest is sealed with a key that the portal hands over to that person
   alone, in their pages. Nobody else who holds the phone reads it. */

const NAME = "portail-remontees";
const STORE = "entries";
const KEPT_DRAFTS = 90 * 24 * 3600 * 1000; // a draft that nobody touched for so long; what waits to be sent never goes

const asked = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

const bytes = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

async function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" }).createIndex("person", "person");
  const database = await asked(request);
  database.onversionchange = () => database.close();
  return database;
}

/** The entries of this person on this phone. Rejects where the browser keeps nothing (private window, no TLS). */
export async function openStore(person, key64) {
  const key = await crypto.subtle.importKey("raw", bytes(key64), "AES-GCM", false, ["encrypt", "decrypt"]);
  const store = new Store(await opened(), person, key);
  await store.forgetOldDrafts();
  return store;
}

class Store {
  constructor(database, person, key) { this.database = database; this.person = person; this.key = key; }

  #rows(mode) { return this.database.transaction(STORE, mode, { durability: "strict" }).objectStore(STORE); }

  /** Returns once it is on the disk. */
  async put(entry) {
    const { id, state, at, ...secret } = entry;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, new TextEncoder().encode(JSON.stringify(secret)));
    const rows = this.#rows("readwrite");
    const written = new Promise((done, failed) => { rows.transaction.oncomplete = done; rows.transaction.onabort = () => failed(rows.transaction.error); });
    rows.put({ id, person: this.person, state, at, iv, sealed });
    await written;
  }

  async remove(id) { await asked(this.#rows("readwrite").delete(id)); }

  async get(id) {
    const row = await asked(this.#rows("readonly").get(id));
    return row && row.person === this.person ? this.#read(row) : null;
  }

  /** In the order of their moments; fields is null for what cannot be read any more. */
  async all(state) {
    const rows = (await this.#own()).filter((row) => !state || row.state === state);
    return Promise.all(rows.map((row) => this.#read(row)));
  }

  /** { draft, pending, review }: how many of each. */
  async count() {
    const counts = { draft: 0, pending: 0, review: 0 };
    for (const row of await this.#own()) counts[row.state] += 1;
    return counts;
  }

  async clear() { for (const row of await this.#own()) await this.remove(row.id); }

  async forgetOldDrafts() {
    const old = Date.now() - KEPT_DRAFTS;
    for (const row of await this.#own()) if (row.state === "draft" && row.at < old) await this.remove(row.id);
  }

  async #own() {
    const rows = await asked(this.#rows("readonly").index("person").getAll(this.person));
    return rows.sort((one, other) => one.at - other.at);
  }

  async #read({ id, state, at, iv, sealed }) {
    try {
      const text = new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, sealed));
      return { id, state, at, ...JSON.parse(text) };
    } catch {
      return { id, state, at, fields: null };
    }
  }
}
