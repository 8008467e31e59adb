using Slipway.Access;
using Slipway.Access.Projects;
using Slipway.Automations.Definitions;
using Slipway.Launch.Queues;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;
using Slipway.Registry.RegisteredModels;
using Slipway.Rest;
using Slipway.Rest.Texts;
using Slipway.Runs.Records;
using Slipway.Web.Frame;

namespace Slipway.Web.Pages.Search;

/// <summary>Looks for a text in all that a team has, through the lists of the rooms: what the actor does not see is not found.</summary>
internal sealed class TeamSearch(
    ModelOperations models, MembershipOperations members, AutomationOperations automations, RunOperations runs, ProjectOperations projects, QueueOperations queues)
{
    /// <summary>Hits of one kind that are shown.</summary>
    public const int Most = 20;

    /// <summary>Projects in whose runs it looks.</summary>
    public const int MostProjects = 20;

    private static readonly PageRequest All = new(PageRequest.MaxLimit, long.MaxValue);
    private static readonly PageRequest Some = new(Most, long.MaxValue);

    public async Task<SearchView> FindAsync(Actor actor, string team, string text, CancellationToken ct)
    {
        var groups = new List<SearchGroup>();
        var named = (await models.ListAsync(actor, team, new ModelFilter(Search: text), Some, ct)).Value;

        Add("Registered models", named.Select(model =>
            new SearchHit(model.Collection.Name, Site.Model(team, model.Collection.Name), model.Collection.Description)));

        var versions = await VersionsAsync(actor, team, text, ct);

        Add("Versions and aliases", versions);

        var answering = (await automations.ListBrieflyAsync(actor, team, All, ct)).Value;

        Add("Automations", answering.Where(one => Has(one.Name, text) || Has(one.Settings.Description, text) || Has(one.Settings.Event.Pattern, text))
            .Select(one => new SearchHit(one.Name, Site.Automation(team, one.Name), one.Settings.Description)));

        var places = (await projects.ListAsync(actor, team, All, ct)).Value;

        // The registry is a project too; it has its own pages.
        var shown = places.Where(project => project.Name != ProjectLookup.ModelRegistry).ToArray();
        var found = new List<SearchHit>();
        foreach (var project in shown.Take(MostProjects).TakeWhile(_ => found.Count <= Most))
        {
            var inside = (await runs.ListAsync(actor, team, project.Name, new RunFilter(Search: text), null, Some, ct)).Value;

            found.AddRange(inside.Runs.Select(run => new SearchHit(run.Run.Name, Site.Run(team, project.Name, run.Run.Key), $"{project.Name} · {run.Run.Key}")));
        }

        Add("Runs", found);
        Add("Projects", shown.Where(project => Has(project.Name, text)).Select(project => new SearchHit(project.Name, Site.Runs(team, project.Name))));

        var waiting = (await queues.ListAsync(actor, team, All, ct)).Value;

        Add("Queues", waiting.Select(standing => standing.Queue).Where(queue => Has(queue.Name, text) || Has(queue.Settings.Description, text))
            .Select(queue => new SearchHit(queue.Name, Site.Queue(team, queue.Name), queue.Settings.Description)));
        return new SearchView(groups);

        void Add(string title, IEnumerable<SearchHit> hits)
        {
            var first = hits.Take(Most + 1).ToArray();
            if (first.Length > 0)
            {
                groups.Add(new SearchGroup(title, [.. first.Take(Most)], first.Length > Most));
            }
        }
    }

    // An alias or v3 of every model that has it; model:alias of that one.
    private async Task<IReadOnlyList<SearchHit>> VersionsAsync(Actor actor, string team, string text, CancellationToken ct)
    {
        if (text.Split(':') is [{ Length: > 0 } model, { Length: > 0 } reference])
        {
            var one = await members.GetAsync(actor, CollectionAddress.OfModel(team, model[(model.LastIndexOf('/') + 1)..]), reference, ct);
            return one.IsRefused(out _) ? [] : [HitOf(team, one.Value)];
        }

        var having = await models.ListAsync(actor, team, new ModelFilter(Alias: text), Some, ct);
        return having.Map<IReadOnlyList<SearchHit>>(found => [.. found.Select(one =>
        {
            var index = one.Aliases.FirstOrDefault(alias => alias.Name == text)?.VersionIndex;
            var version = index is { } number ? VersionReference.Text(number) : text;
            return new SearchHit($"{one.Collection.Name}:{version}", Site.ModelVersion(team, one.Collection.Name, version), text == version ? null : text);
        })]).Value;
    }

    private static SearchHit HitOf(string team, MemberVersion version) => new(
        $"{version.Collection.Name}:{version.Member.Version}",
        Site.ModelVersion(team, version.Collection.Name, version.Member.Version),
        string.Join(", ", version.AliasNames));

    private static bool Has(string? where, string text) => SearchText.Finds(where, text);
}
