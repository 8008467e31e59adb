namespace Slipway.Agent.Sessions;

/// <summary>Another process opened a session under this agent's name: the jobs are its own now.</summary>
internal sealed class SessionReplacedException()
    : Exception("another process runs under this agent's name, and the server listens to that one.");
