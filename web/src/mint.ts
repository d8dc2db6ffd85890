/** A key for a command. Not `crypto.randomUUID`, which browsers keep from sites without https. */
export const mint = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
