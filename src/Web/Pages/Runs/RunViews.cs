using Slipway.Api;
using Slipway.Registry.Lineage;
using Slipway.Runs;
using Slipway.Runs.Files;
using Slipway.Runs.Records;
using Slipway.Web.Parts;

namespace Slipway.Web.Pages.Runs;

/// <summary>What the overview of a run shows.</summary>
public sealed record RunOverviewView(Run Run, IReadOnlyList<RunUse> Artifacts);

/// <summary>What the page of a run's log shows; the log itself comes by its own way.</summary>
public sealed record RunLogsView(Run Run);

/// <summary>What the page of a run's metrics shows.</summary>
/// <param name="Charts">One for each metric, in the order of their names.</param>
/// <param name="Total">How many rows there are in the range; a sample of them is drawn.</param>
/// <param name="Drawn">How many are drawn.</param>
public sealed record RunChartsView(Run Run, IReadOnlyList<ChartLine> Charts, long Total, int Drawn);

/// <summary>What the page of a run's files shows.</summary>
public sealed record RunFilesView(Run Run, PageResponse<RunFile> Files);

/// <summary>What the list of a project's runs shows.</summary>
public sealed record RunsView(PageResponse<RunDetail> Runs);
