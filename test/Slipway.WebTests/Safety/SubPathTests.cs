using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Slipway.Testing;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Safety;

/// <summary>A server that people reach below a path of a host.</summary>
public sealed class SubPathTests(Browsers browsers) : WebScene(browsers)
{
    private readonly Browsers _browsers = browsers;

    protected override string[] Options => ["--public-url", "https://models.example/ml/slipway"];

    protected override async Task FurnishAsync()
    {
        await Server.Admin.Access.CreateTeamAsync("vision", Ct);
        await Server.Admin.Access.CreateProjectAsync("vision", "lab", Ct);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F_20_Behind_a_proxy_on_a_path_pages_links_forms_and_files_work(bool strips)
    {
        await using var proxy = StrippingProxy.Start(new Uri(Server.Url).Port, "/ml/slipway", strips);
        var root = proxy.Url + "/ml/slipway";
        await using var visitor = await Visitor.ComeAsync(_browsers, proxy.Url);

        // Led to the sign-in and back, below the path.
        await visitor.Page.GotoAsync(root + "/teams/vision/registry?from=a%20link");
        await visitor.Field("User name").FillAsync("admin");
        await visitor.Field("Password").FillAsync(AdminPassword);
        await visitor.Button("Sign in").ClickAsync();
        await visitor.Page.WaitForURLAsync(root + "/teams/vision/registry?from=a%20link");
        await visitor.ReadyAsync();

        // From page to page within the circuit, and by what is typed.
        await visitor.Link("Projects").ClickAsync();
        await visitor.Page.WaitForURLAsync(root + "/teams/vision/projects");
        await Assertions.Expect(visitor.Page.GetByText("lab").First).ToBeVisibleAsync();
        await visitor.Page.Locator("#search").FillAsync("lab");
        await visitor.Page.Locator("#search").PressAsync("Enter");
        await visitor.Page.WaitForURLAsync(root + "/teams/vision/search?q=lab");
        await visitor.Page.Locator("a.brand").ClickAsync();
        await visitor.Page.WaitForURLAsync(root + "/");
        await Assertions.Expect(visitor.Heading("Teams")).ToBeVisibleAsync();

        // A file is published through the proxy, where the upload's address must lead, and opened on its page.
        var api = new Uri(root);
        using var http = Slipway.Api.Clients.SlipwayClient.NewHttpClient();
        var me = await new Slipway.Api.Clients.SlipwayClient(http, api, Server.AdminKey).Access.MeAsync(Ct);
        Assert.Equal("admin", me.Name);
        using var created = await PostAsync(http, root + "/api/v1/teams/vision/projects/lab/artifacts/clf/versions",
            """{"type":"model","files":[{"path":"a.txt","size":2,"sha256":"8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"}]}""");
        var version = JsonSerializer.Deserialize<JsonElement>(await created.Content.ReadAsStringAsync(Ct));
        var upload = version.GetProperty("uploads")[0].GetProperty("url").GetString()!;
        Assert.StartsWith("https://models.example/ml/slipway/api/v1/uploads/", upload, StringComparison.Ordinal);
        using var put = await http.PutAsync(upload.Replace("https://models.example", proxy.Url, StringComparison.Ordinal), new ByteArrayContent("hi"u8.ToArray()), Ct);
        put.EnsureSuccessStatusCode();
        using var committed = await PostAsync(http, $"{root}/api/v1/teams/vision/projects/lab/artifacts/clf/versions/{version.GetProperty("id").GetString()}/commit", "{}");
        committed.EnsureSuccessStatusCode();
        await visitor.GoAsync(root + "/vision/lab/artifacts/clf/v0");
        await Assertions.Expect(visitor.Page.GetByText("a.txt").First).ToBeVisibleAsync();
        var download = await visitor.Page.Locator("a[href*='files/a.txt']").First.EvaluateAsync<string>("link => link.href");
        Assert.StartsWith(root + "/api/v1/", download, StringComparison.Ordinal);
        Assert.Equal(200, await visitor.Page.EvaluateAsync<int>("async address => (await fetch(address)).status", download));

        // What is made says where it is; the reference is there, too.
        using var team = await PostAsync(http, root + "/api/v1/teams", """{"name":"t-""" + strips.ToString().ToLowerInvariant() + "\"}");
        Assert.StartsWith("/ml/slipway/api/v1/teams/", team.Headers.Location!.OriginalString, StringComparison.Ordinal);
        await visitor.Page.GotoAsync(root + "/docs");
        await Assertions.Expect(visitor.Page.GetByText("/api/v1/teams").First).ToBeVisibleAsync();

        await visitor.Page.GotoAsync(root + "/sign-out");
        await visitor.Button("Sign out").ClickAsync();
        await visitor.Page.WaitForURLAsync(new Regex(Regex.Escape(root) + "/sign-in"));
        Assert.Empty(visitor.Complaints);
    }

    private async Task<HttpResponseMessage> PostAsync(HttpClient http, string address, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", Server.AdminKey);
        return await http.SendAsync(request, Ct);
    }
}
