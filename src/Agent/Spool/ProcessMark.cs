namespace Slipway.Agent.Spool;

/// <summary>One process for certain, though numbers are given again: its start and the host's boot go with it.</summary>
internal sealed record ProcessMark
{
    /// <summary>The process; 0 stands for none, where none may start any more.</summary>
    public required int Id { get; init; }

    /// <summary>In ticks since the host's boot.</summary>
    public required long StartedAt { get; init; }

    /// <summary>The kernel's name of this boot.</summary>
    public required string Boot { get; init; }

    /// <summary>Says that no process may be started here any more.</summary>
    public static ProcessMark Never { get; } = new() { Id = 0, StartedAt = 0, Boot = "" };
}
