using Slipway.Api.Registry;
using Slipway.Api.Transfers;
using Slipway.Testing;

namespace Slipway.WebTests.Scenes;

/// <summary>A whole server with its pages, and people who come to see it.</summary>
public abstract class WebScene(Browsers browsers) : IAsyncLifetime
{
    protected const string AdminPassword = "correct horse battery staple";
    private readonly List<Visitor> _visitors = [];

    protected RunningServer Server { get; private set; } = null!;

    /// <summary>The admin, signed in.</summary>
    protected Visitor Admin { get; private set; } = null!;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Further options of the server.</summary>
    protected virtual string[] Options => [];

    public virtual async ValueTask InitializeAsync()
    {
        Server = await RunningServer.StartAsync(TestEngine.Sqlite, ["--admin-password", AdminPassword, .. Options]);
        await FurnishAsync();
        Admin = await ComeAsync();
        await Admin.SignInAsync("admin", AdminPassword);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var visitor in _visitors)
        {
            await visitor.DisposeAsync();
        }

        await LeaveAsync();
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>What is there before anybody comes.</summary>
    protected virtual Task FurnishAsync() => Task.CompletedTask;

    /// <summary>What is taken away at the end.</summary>
    protected virtual Task LeaveAsync() => Task.CompletedTask;

    protected async Task<Visitor> ComeAsync(string language = "en-US")
    {
        var visitor = await Visitor.ComeAsync(browsers, Server.Url, language);
        _visitors.Add(visitor);
        return visitor;
    }

    /// <summary>A user of the team who can sign in, with that role.</summary>
    protected async Task<Visitor> ComeAsAsync(string name, string team, string role)
    {
        const string password = "a password of twelve";
        await Server.Admin.Access.CreateUserAsync(new() { Name = name, Password = password }, Ct);
        await Server.Admin.Access.PutMemberAsync(team, name, role, Ct);
        var visitor = await ComeAsync();
        await visitor.SignInAsync(name, password);
        return visitor;
    }

    /// <summary>A registered model <c>Iris</c> with a version <c>v0</c>, published to the project.</summary>
    protected async Task AddModelAsync(string team, string project)
    {
        await Server.Admin.Registry.CreateModelAsync(team, new CreateRegisteredModelRequest { Name = "Iris" }, Ct);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["model.bin"], "weights", Ct);
        await Server.Admin.Artifacts.PublishAsync(team, project, "classifier",
            new() { Type = "model", Files = LocalFile.Find([folder["model.bin"]]) }, new(), Ct);
        await Server.Admin.Registry.LinkAsync(team, "Iris", new LinkVersionRequest { Source = $"{team}/{project}/classifier:v0" }, Ct);
    }
}
