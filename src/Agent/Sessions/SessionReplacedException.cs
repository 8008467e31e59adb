namespace Slipway.Agent.Sessions;

/// <summary>Another process opened a session under this agent's name: the jobs are its own now.</summary>
internal class SessionReplacedException : Exception
{
    public SessionReplacedException()
        : base("another process runs under this agent's name, and the server listens to that one.")
    {
    }

    private protected SessionReplacedException(string message)
        : base(message)
    {
    }
}
