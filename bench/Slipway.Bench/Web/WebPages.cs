using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Npgsql;
using Slipway.Api.Clients;
using Slipway.Bench.Servers;
using Slipway.Storage.Postgres;
using Slipway.Testing;
using Slipway.Testing.Scenes;

namespace Slipway.Bench.Web;

/// <summary>
/// What the pages of a large company cost: the server's time for each page, to the last byte of its HTML; and the first
/// visit of a browser that has nothing yet: bytes over the wire, and when there is something to read.
/// </summary>
internal static partial class WebPages
{
    /// <summary>Lists that are narrowed to the little or nothing that is in them among a million, and one in another order.</summary>
    private static readonly string[] Narrowed =
    [
        "/teams/vision/registry?search=Iris",
        "/teams/vision/automations/deploy?state=failed",
        "/teams/vision/settings/webhooks/ci/deliveries?state=failed",
        "/teams/vision/settings/webhooks/ci/deliveries?state=retrying",
        "/teams/vision/settings/webhooks/ci/deliveries?state=delivering",
        "/teams/compute/launch/queues/cpu?state=lost",
        "/compute/iris/runs?state=crashed",
        "/compute/iris/runs?sort=config.epochs",
        "/compute/iris/runs?sort=-duration",
    ];

    private const string Password = "correct horse battery staple";
    private const int WarmUps = 5;
    private const int Visits = 40;
    private const double PageGoal = 100;
    private const double WeightGoal = 300;
    private const double VisibleGoal = 1000;

    /// <returns>1 when a goal is missed.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var engines = args is [.., "sqlite" or "postgres"]
            ? [Enum.Parse<TestEngine>(args[^1], ignoreCase: true)]
            : Enum.GetValues<TestEngine>();
        var numbers = args.Where(arg => char.IsDigit(arg[0])).Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)).ToArray();
        var (models, versions, executions) = numbers is [var m, var v, var e] ? (m, v, e) : (10_000, 100_000, 1_000_000);
        Console.WriteLine($"{models} models, {versions} versions, {executions} executions; {Visits} visits to each page after {WarmUps}, one after the other");
        var good = true;
        foreach (var engine in engines)
        {
            good &= await MeasureAsync(engine, models, versions, executions, ct);
        }
        return good ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(TestEngine engine, int models, int versions, int executions, CancellationToken ct)
    {
        using var data = new TemporaryFolder();
        await using var postgres = engine == TestEngine.Postgres ? await PrivatePostgres.StartAsync(durable: true) : null;
        await using var receiver = await Receiver.StartAsync();
        var file = data["slipway.db"];
        var database = postgres?.UrlOf("postgres") ?? "sqlite:" + file;
        var key = ServerProcess.NewAdminKey();
        string[] options = ["--database", database, "--egress-allow", receiver.HostAndPort, "--admin-password", Password];

        await using (var first = await ServerProcess.StartAsync(data.Path, key, options, port: null, ct))
        {
            using var http = SlipwayClient.NewHttpClient();
            await Furniture.PutAsync(new SlipwayClient(http, new Uri(first.Url), key), receiver, ct);
            await first.StopAsync();
        }
        await using (System.Data.Common.DbConnection connection = postgres is null
            ? new SqliteConnection($"Data Source={file}")
            : new NpgsqlConnection(PostgresUrl.ToConnectionString(database)))
        {
            await connection.OpenAsync(ct);
            await new Crowd(connection).GatherAsync(models, versions, executions, ct);
        }

        await using var server = await ServerProcess.StartAsync(data.Path, key, options, port: null, ct);
        var goals = new Goals(engine.ToString());
        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = InstalledChromium.Path, Args = InstalledChromium.Arguments });
        var cookie = await SignInAsync(chromium, server.Url);
        await MeasurePagesAsync(server.Url, cookie, goals, ct);
        await MeasureFirstVisitAsync(chromium, server.Url, "/sign-in", null, goals);
        await MeasureFirstVisitAsync(chromium, server.Url, "/teams/vision/registry", cookie, goals);
        return goals.AreMet;
    }

    private static async Task MeasurePagesAsync(string server, BrowserContextCookiesResult cookie, Goals goals, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        http.DefaultRequestHeaders.Add("Cookie", $"{cookie.Name}={cookie.Value}");
        foreach (var page in Furniture.Pages.Concat(Narrowed))
        {
            var first = await VisitAsync(http, server, page, page, goals, ct);
            if (NextPage().Match(first) is { Success: true } next)
            {
                await VisitAsync(http, server, WebUtility.HtmlDecode(next.Groups[1].Value), $"{page}, next page", goals, ct);
            }
        }
    }

    /// <summary>Measures one page; returns its HTML.</summary>
    private static async Task<string> VisitAsync(HttpClient http, string server, string address, string name, Goals goals, CancellationToken ct)
    {
        var html = "";
        var times = new List<double>(Visits);
        for (var visit = 0; visit < WarmUps + Visits; visit++)
        {
            var start = TimeProvider.System.GetTimestamp();
            using var answer = await http.GetAsync(new Uri(new Uri(server), address), ct);
            html = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(ct);
            if (visit >= WarmUps)
            {
                times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        var all = new Percentiles(times);
        goals.Check($"p95 {name} (p50 {all.At(0.5):0} ms)", all.At(0.95), PageGoal, "ms");
        return html;
    }

    private static async Task<BrowserContextCookiesResult> SignInAsync(IBrowser chromium, string server)
    {
        await using var context = await chromium.NewContextAsync(new() { BaseURL = server });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("User name").FillAsync("admin");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("^(?!.*sign-in)"));
        return (await context.CookiesAsync()).Single(cookie => cookie.Name.EndsWith("slipway", StringComparison.Ordinal));
    }

    /// <summary>A browser with an empty cache: what it loads until the network is quiet, as sent, and when it shows the first content.</summary>
    private static async Task MeasureFirstVisitAsync(IBrowser chromium, string server, string address, BrowserContextCookiesResult? cookie, Goals goals)
    {
        await using var context = await chromium.NewContextAsync(new() { BaseURL = server });
        if (cookie is not null)
        {
            await context.AddCookiesAsync([new() { Name = cookie.Name, Value = cookie.Value, Url = server }]);
        }
        var page = await context.NewPageAsync();
        var devTools = await context.NewCDPSessionAsync(page);
        await devTools.SendAsync("Network.enable");
        var bytes = 0.0;
        devTools.Event("Network.loadingFinished").OnEvent += (_, done) => bytes += done!.Value.GetProperty("encodedDataLength").GetDouble();
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
        var visible = await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime");
        goals.Check($"first visit {address}, over the wire", bytes / 1024, WeightGoal, "KB");
        goals.Check($"first visit {address}, content visible", visible, VisibleGoal, "ms");
    }

    [GeneratedRegex(@"href=""([^""]*[?&](?:amp;)?cursor=[^""]*)""")]
    private static partial Regex NextPage();
}
