namespace Slipway.Web.Frame;

/// <summary>
/// The addresses of the pages, in one place. They are relative to the base of the site, which may lie below a path of its
/// host, and every page says where that is.
/// </summary>
public static class Site
{
    /// <summary>The start page.</summary>
    public const string Home = "./";

    public static string Registry(string team) => $"teams/{E(team)}/registry";

    public static string Model(string team, string model) => $"{Registry(team)}/{E(model)}";

    public static string ModelVersion(string team, string model, string version) => $"{Model(team, model)}/{E(version)}";

    public static string Comparison(string team, string model, string a, string b) => $"{Model(team, model)}/compare?a={E(a)}&b={E(b)}";

    public static string Automations(string team) => $"teams/{E(team)}/automations";

    public static string NewAutomation(string team, string? model = null) =>
        $"{Automations(team)}/new" + (model is null ? "" : $"?model={E(model)}");

    public static string Automation(string team, string automation) => $"{Automations(team)}/{E(automation)}";

    public static string EditAutomation(string team, string automation) => $"{Automation(team, automation)}/edit";

    public static string Execution(string team, string automation, string execution) =>
        $"{Automation(team, automation)}/executions/{E(execution)}";

    public static string Event(string team, string happened) => $"teams/{E(team)}/events/{E(happened)}";

    public static string Deliveries(string team, string webhook) => $"{Settings(team, "webhooks")}/{E(webhook)}/deliveries";

    public static string Delivery(string team, string delivery) => $"teams/{E(team)}/deliveries/{E(delivery)}";

    public static string Launch(string team) => $"teams/{E(team)}/launch";

    public static string Queue(string team, string queue, string? tab = null) =>
        $"{Launch(team)}/queues/{E(queue)}" + (tab is null ? "" : $"/{E(tab)}");

    public static string Agents(string team) => $"{Launch(team)}/agents";

    public static string Item(string team, string item) => $"{Launch(team)}/items/{E(item)}";

    public static string Projects(string team) => $"teams/{E(team)}/projects";

    public static string Runs(string team, string project) => $"{E(team)}/{E(project)}/runs";

    public static string Run(string team, string project, string run, string? tab = null) =>
        $"{Runs(team, project)}/{E(run)}" + (tab is null ? "" : $"/{E(tab)}");

    public static string Jobs(string team, string project) => $"{E(team)}/{E(project)}/jobs";

    public static string Artifacts(string team, string project) => $"{E(team)}/{E(project)}/artifacts";

    public static string Artifact(string team, string project, string artifact, string? version = null) =>
        $"{Artifacts(team, project)}/{E(artifact)}" + (version is null ? "" : $"/{E(version)}");

    public static string Settings(string team, string? tab = null) => $"teams/{E(team)}/settings" + (tab is null ? "" : $"/{E(tab)}");

    public static string Search(string team, string query) => $"teams/{E(team)}/search?q={E(query)}";

    private static string E(string part) => Uri.EscapeDataString(part);
}
