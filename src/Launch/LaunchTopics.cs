using System.Globalization;
using Slipway.Storage;

namespace Slipway.Launch;

/// <summary>What waits for what in this room. Wake-ups may be lost without harm.</summary>
public static class LaunchTopics
{
    /// <summary>An item took a step of its life, or a queue or an agent was changed: for whoever watches them.</summary>
    public static readonly WakeTopic Changed = new("launch-changed");

    /// <summary>An item waits for an agent.</summary>
    internal static readonly WakeTopic Queued = new("launch-queued");

    /// <summary>The server wants something of an agent: an attempt to be ended, to take no more, to end.</summary>
    /// <param name="agent">The number of the agent.</param>
    internal static WakeTopic OfAgent(long agent) => new("launch-agent-" + agent.ToString(CultureInfo.InvariantCulture));
}
