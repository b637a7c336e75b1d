/** Something outside the program keeps it from starting; the message is one sentence for the operator. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
