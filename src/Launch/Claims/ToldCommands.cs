using System.Collections.Concurrent;
using Slipway.Launch.Agents;
using Slipway.Launch.Attempts;

namespace Slipway.Launch.Claims;

/// <summary>
/// Which commands a waiting claim has told its agent already, so that it is not answered with the same at once for ever. A
/// lost answer costs nothing: the next heartbeat tells it again.
/// </summary>
internal sealed class ToldCommands
{
    private readonly ConcurrentDictionary<AgentId, Told> _told = new();

    /// <summary>Whether something of this was not told to this process of the agent yet; from now on it was.</summary>
    public bool IsNews(AgentCaller agent, IReadOnlyCollection<AttemptId> cancel)
    {
        var told = _told.GetOrAdd(agent.Id, _ => new Told());
        lock (told)
        {
            if (told.BootId != agent.BootId)
            {
                told.BootId = agent.BootId;
                told.Cancel.Clear();
                told.Drain = told.Stop = false;
            }
            told.Cancel.IntersectWith(cancel);
            var news = cancel.Any(id => !told.Cancel.Contains(id)) || (agent.Draining && !told.Drain) || (agent.StopRequested && !told.Stop);
            told.Cancel.UnionWith(cancel);
            (told.Drain, told.Stop) = (agent.Draining, agent.StopRequested);
            return news;
        }
    }

    private sealed class Told
    {
        public string BootId { get; set; } = "";

        public HashSet<AttemptId> Cancel { get; } = [];

        public bool Drain { get; set; }

        public bool Stop { get; set; }
    }
}
