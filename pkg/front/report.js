/**
 * Reports an error that nobody awaits, such as one thrown by an app's listener.
 *
 * @param {unknown} error
 */
export const report = (error) =>
  typeof reportError === "function"
    ? reportError(error)
    : setTimeout(() => {
        throw error;
      });
