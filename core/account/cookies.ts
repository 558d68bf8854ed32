/** Holds the credential of a browser's sign-in. */
export const sessionCookie = 'sentrik_session';
/** Holds what the browser's page sends back as `X-CSRF-Token`. */
export const csrfCookie = 'sentrik_csrf';
