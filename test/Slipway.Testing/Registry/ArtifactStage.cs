using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Quotas;
using Slipway.Api.Artifacts;
using Slipway.Events;
using Slipway.Registry;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Registry.Uploads;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Storage;
using Slipway.Storage.Blobs;

namespace Slipway.Testing.Registry;

/// <summary>The registry's operations over a fresh database and a fresh blob folder, with teams and people in them.</summary>
public sealed class ArtifactStage : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;
    private readonly Dictionary<string, TeamId> _teams = new(StringComparer.Ordinal);
    private long _users = 100;

    private ArtifactStage(TestDatabase database, IServiceCollection services, TimeProvider time)
    {
        _database = database;
        services.AddLogging().AddMetrics();
        services.AddSingleton(time);
        services.AddSingleton(new PublicAddress(new Uri("https://slipway.test")));
        services.AddSingleton(database.Database);
        services.AddSingleton(database.Signal);
        services.AddSingleton<IBlobStore>(new FileBlobStore(_folder.Path));
        _services = services.BuildServiceProvider();
    }

    public Database Database => _database.Database;

    /// <summary>The names of the stored blobs' files.</summary>
    public IReadOnlyList<string> StoredBlobs =>
        [.. Directory.EnumerateFiles(_folder["blobs"], "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    /// <summary>The names of the staged uploads.</summary>
    public IReadOnlyList<string> StagedUploads => [.. Directory.EnumerateFiles(_folder["uploads"]).Select(path => Path.GetFileName(path)!)];

    /// <summary>Where blobs and uploads lie.</summary>
    public string Folder => _folder.Path;

    public static async Task<ArtifactStage> CreateAsync(TestEngine engine, TimeProvider? time = null, QuotaOptions? quotas = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(quotas ?? new QuotaOptions());
        services.AddRest().AddAccess().AddEvents().AddRuns().AddRegistry();
        return new ArtifactStage(await TestDatabase.CreateAsync(engine, services), services, time ?? TimeProvider.System);
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Somebody with a role in a team; the team is made on first use, with projects <c>iris</c> and <c>model-registry</c>.</summary>
    public async Task<Actor> ActorAsync(string team, Role role = Role.Member, string? name = null)
    {
        if (!_teams.TryGetValue(team, out var id))
        {
            id = _teams[team] = new TeamId(await Database.WriteAsync(async tx =>
            {
                var made = await tx.ScalarAsync<long>(
                    "insert into teams (name, created_at, created_by) values (@team, 0, 1) returning id", new { team });
                foreach (var project in new[] { "iris", RegistryNames.DefaultRegistry })
                {
                    await tx.ExecuteAsync(
                        "insert into projects (team_id, name, created_at, created_by) values (@made, @project, 0, 1)", new { made, project });
                }
                return made;
            }, CancellationToken.None));
        }
        var number = ++_users;
        return new Actor
        {
            Id = new UserId(number),
            Name = name ?? $"user{number}",
            Kind = ActorKind.User,
            IsInstanceAdmin = false,
            Memberships = new Dictionary<TeamId, Role> { [id] = role },
        };
    }

    public static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static CreateVersionRequest Request(params (string Path, string Content)[] files) => new()
    {
        Type = "model",
        Files = [.. files.Select(file => Entry(file.Path, Encoding.UTF8.GetBytes(file.Content)))],
    };

    public static FileEntry Entry(string path, byte[] content) => new() { Path = path, Size = content.Length, Sha256 = Hash(content) };

    public Task<Outcome<Publication>> BeginAsync(Actor actor, string address, CreateVersionRequest request) =>
        Get<PublishOperations>().BeginAsync(actor, Address(address), request, CancellationToken.None);

    public Task<Outcome<Membership>> CommitAsync(Actor actor, string address, ArtifactVersionId id) =>
        Get<CommitOperations>().CommitAsync(actor, Address(address), id, CancellationToken.None);

    /// <summary>Sends bytes to an upload URL.</summary>
    public Task<Outcome<UploadProgress>> SendAsync(string url, byte[] body, string? range = null, string? md5 = null) =>
        SendAsync(url, new MemoryStream(body), body.Length, range, md5);

    public Task<Outcome<UploadProgress>> SendAsync(string url, Stream body, long? length, string? range = null, string? md5 = null) =>
        Get<UploadOperations>().ReceiveAsync(
            url[(url.LastIndexOf('/') + 1)..], UploadRange.Parse(range).Value, length, md5, body, CancellationToken.None);

    /// <summary>Publishes files to <c>team/project/name</c>, the whole way; returns the place of the version.</summary>
    public async Task<Membership> PublishAsync(Actor actor, string address, params (string Path, string Content)[] files)
    {
        var begun = (await BeginAsync(actor, address, Request(files))).Value;
        foreach (var upload in begun.Uploads)
        {
            var content = files.Single(file => file.Path == upload.Path).Content;
            _ = (await SendAsync(upload.Url, Encoding.UTF8.GetBytes(content))).Value;
        }
        return (await CommitAsync(actor, address, begun.Id)).Value;
    }

    /// <summary>The text of a file, or the code of the refusal.</summary>
    public async Task<string> ReadAsync(Actor actor, string address, string version, string path)
    {
        var opened = await Get<FileOperations>().OpenAsync(actor, Address(address), version, path, CancellationToken.None);
        if (opened.IsRefused(out var refusal))
        {
            return refusal.Code;
        }
        using var reader = new StreamReader(opened.Value.Content);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Types and names of the events so far, as <c>CREATE_ARTIFACT v0</c> or <c>ADD_ARTIFACT_ALIAS v0 best</c>.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync() =>
        await Database.ReadAsync(session => session.QueryAsync<string>(
            "select rtrim(type || ' ' || coalesce(version, '') || ' ' || coalesce(alias, '')) from events order by id"), CancellationToken.None);

    public static CollectionAddress Address(string text)
    {
        var parts = text.Split('/');
        return CollectionAddress.OfArtifact(parts[0], parts[1], parts[2]);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }
}
