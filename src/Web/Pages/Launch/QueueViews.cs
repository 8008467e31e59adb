using Slipway.Api;
using Slipway.Launch.Agents;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;
using Slipway.Launch.Statistics;

namespace Slipway.Web.Pages.Launch;

/// <summary>What the page of a queue's items shows.</summary>
public sealed record QueueItemsView(QueueStanding Standing, PageResponse<ItemStanding> Items) : IQueueView;

/// <summary>What a queue's monitor shows.</summary>
public sealed record QueueMonitorView(QueueStanding Standing, QueueStatistics Statistics) : IQueueView;

/// <summary>What the page of a queue's agents shows.</summary>
/// <param name="Agents">Those that serve it, whether live or not.</param>
public sealed record QueueAgentsView(QueueStanding Standing, IReadOnlyList<SeenAgent> Agents) : IQueueView;

/// <summary>What the page of a queue's settings shows.</summary>
public sealed record QueueConfigView(QueueStanding Standing) : IQueueView;
