/** What stands in a sentence where a key, token or password was: such a sentence is never kept. */
export const SECRET = /\ba secret\b|シークレット/;
