namespace Slipway.Api.Commands;

/// <summary>What our programs, the command line and the agent, end with.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Refused or failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong use: nothing was asked of the server.</summary>
    public const int WrongUse = 2;
}
