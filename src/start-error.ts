/** Something outside the program keeps it from working; the message is one sentence for the operator, who has to mend it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The program can't go on, but a new start mends that; the message is one sentence. */
export class RestartError extends Error {
  override readonly name = 'RestartError';
}
