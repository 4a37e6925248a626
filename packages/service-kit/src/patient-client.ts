import pg from "pg";

const notTried = "Not trying to connect: the database could not be reached a moment ago";

/**
 * Makes the kind of connection for one pool. After a failed login the pool tries no other one for a moment, longer each
 * time up to two seconds: requests are refused at once instead of waiting for a database that is not there, and one
 * that comes back is not met by all tasks in the same instant.
 */
export function createPatientClient(): typeof pg.Client {
  let failures = 0;
  let pausedUntil = 0;

  function noteFailure(error: Error): never {
    // Logins that failed together count once.
    if (performance.now() >= pausedUntil) {
      const pause = Math.min(100 * 2 ** failures, 2000);
      failures += 1;
      pausedUntil = performance.now() + pause * (0.5 + Math.random() / 2);
    }
    throw error;
  }

  return class PatientClient extends pg.Client {
    override connect(): Promise<pg.Client>;
    override connect(callback: (error: Error) => void): void;
    override connect(callback?: (error: Error) => void): Promise<pg.Client> | undefined {
      const paused = performance.now() < pausedUntil;
      const login = paused ? Promise.reject(new Error(notTried)) : super.connect().catch(noteFailure);
      const connected = login.then((client) => {
        failures = 0;
        return client;
      });
      if (!callback) return connected;
      // What the pool hands over takes no error on success, whatever its type says.
      connected.then(() => (callback as () => void)(), callback);
    }
  };
}
