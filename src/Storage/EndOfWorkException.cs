namespace Slipway.Storage;

/// <summary>
/// Thrown by the work itself, between two statements, to end it: what it wrote is rolled back. Nothing is wrong with the
/// database, and its connection is as good for the next user as after a commit.
/// </summary>
public abstract class EndOfWorkException(string message) : Exception(message);
