/**
 * troubleWords says what it means for who reads that the server lacks something while the page is connected to it: "bus",
 * "database". And what still works. Undefined when there is nothing to say.
 */
export function troubleWords(parts: readonly string[]): string | undefined {
  if (parts.includes("database"))
    return "The server does not reach its database. What you write waits here, and is sent when it is back.";
  if (parts.includes("bus"))
    return "This server is cut off from the others. Messages are kept, but may be seen late, and who is online may be wrong.";
  return undefined;
}
