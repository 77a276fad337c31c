// Recordings in this browser, in pieces of about a second: whatever was written survives a closed tab. Nothing here is sent
// anywhere. A piece and its sound lie apart, so that levels are read without sounds.

const [NAME, VERSION] = ['steerco-voice', 1];
const [PIECES, SOUNDS] = ['pieces', 'sounds'];
const NOWHERE = 'This browser keeps nothing for this page, so no voice can be recorded. A private window may be why.';
const FULL = 'This browser has no room left for the recording. What was recorded before is still there; delete older ones on Dry run.';

const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const end = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error?.name === 'QuotaExceededError' ? new Error(FULL) : transaction.error);
  });

// All keys of a run: each is its run and the number of a piece.
const of = (run) => IDBKeyRange.bound([run], [run, []]);

export async function openStore() {
  const request = globalThis.indexedDB?.open(NAME, VERSION);
  if (!request) throw new Error(NOWHERE);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(PIECES, { keyPath: ['run', 'number'] });
    request.result.createObjectStore(SOUNDS);
  };
  return new Store(await answer(request).catch(() => Promise.reject(new Error(NOWHERE))));
}

class Store {
  constructor(database) {
    this.database = database;
    // A newer version of this page in another tab goes first.
    database.onversionchange = () => database.close();
  }

  // Writes a piece with its sound, both or none.
  add(piece, sound) {
    const transaction = this.database.transaction([PIECES, SOUNDS], 'readwrite');
    transaction.objectStore(PIECES).put(piece);
    transaction.objectStore(SOUNDS).put(sound, [piece.run, piece.number]);
    return end(transaction);
  }

  pieces(run) {
    return answer(this.database.transaction(PIECES).objectStore(PIECES).getAll(of(run)));
  }

  // The sounds of some pieces, in their order.
  sounds(pieces) {
    const sounds = this.database.transaction(SOUNDS).objectStore(SOUNDS);
    return Promise.all(pieces.map(({ run, number }) => answer(sounds.get([run, number]))));
  }

  remove(run) {
    return this.#delete(of(run));
  }

  removeAll() {
    return this.#delete(IDBKeyRange.lowerBound([]));
  }

  // How many pieces each run has, by its id.
  async count() {
    const keys = await answer(this.database.transaction(PIECES).objectStore(PIECES).getAllKeys());
    const counts = new Map();
    for (const [run] of keys) counts.set(run, (counts.get(run) ?? 0) + 1);
    return counts;
  }

  #delete(keys) {
    const transaction = this.database.transaction([PIECES, SOUNDS], 'readwrite');
    for (const name of [PIECES, SOUNDS]) transaction.objectStore(name).delete(keys);
    return end(transaction);
  }
}
