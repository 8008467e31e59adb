using System.Globalization;
using Slipway.Storage;

namespace Slipway.Launch;

/// <summary>What waits for what in this room. Wake-ups may be lost without harm.</summary>
internal static class LaunchTopics
{
    /// <summary>An item waits for an agent.</summary>
    public static readonly WakeTopic Queued = new("launch-queued");

    /// <summary>The server wants something of an agent: an attempt to be ended, to take no more, to end.</summary>
    /// <param name="agent">The number of the agent.</param>
    public static WakeTopic OfAgent(long agent) => new("launch-agent-" + agent.ToString(CultureInfo.InvariantCulture));
}
