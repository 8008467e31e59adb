using System.Collections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using Scalar.AspNetCore;
using Slipway.Access;
using Slipway.Api;
using Slipway.Automations;
using Slipway.Events;
using Slipway.Launch;
using Slipway.Registry;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Secrets;
using Slipway.Secrets.Encryption;
using Slipway.Secrets.ProtectionKeys;
using Slipway.Server.Health;
using Slipway.Server.Options;
using Slipway.Storage;
using Slipway.Storage.Blobs;
using Slipway.Storage.Postgres;
using Slipway.Storage.Sqlite;
using Slipway.Web;
using Slipway.Webhooks;
using Slipway.Webhooks.Sending;
using IPNetwork = System.Net.IPNetwork;

namespace Slipway.Server;

/// <summary>The composition of the rooms into one server.</summary>
public static class SlipwayServer
{
    private const long MaxBodyBytes = 4 << 20;

    /// <summary>The server of a process: options from the arguments, the environment and slipway.json.</summary>
    /// <exception cref="OptionException">An option has a value that cannot be used.</exception>
    public static WebApplication Build(string[] args) => Build(args, Environment.GetEnvironmentVariables(), _ => { });

    /// <summary>The same with an environment of the caller's and services put in before ours, for tests.</summary>
    public static WebApplication Build(string[] args, IDictionary environment, Action<IServiceCollection> before)
    {
        var options = OptionReader.Read(args, environment);
        MakeDataFolder(options.DataDir);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            // Also where another program is the host, such as a test: the files of the pages are found by it.
            ApplicationName = typeof(SlipwayServer).Assembly.GetName().Name,
        });
        builder.WebHost.UseStaticWebAssets();
        // What is made for editing pages answers every GET that nobody takes, and so 404 where 405 is meant.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.AddServerHeader = false;
        });
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateOnBuild = true);
        Logging(builder.Logging);
        before(builder.Services);
        AddRooms(builder.Services, options);
        var app = builder.Build();
        Pipeline(app, options);
        Prepare(app, options);
        return app;
    }

    private static void MakeDataFolder(string path)
    {
        try
        {
            // For nobody else on this machine, whatever the umask: it holds keys, sessions and everybody's data.
            _ = OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(path)
                : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"data-dir: the folder {path} cannot be made: {wrong.Message}");
        }
    }

    private static void Logging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
    }

    private static void AddRooms(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new PublicAddress(options.PublicUrl));
        services.AddSingleton(options.Egress);
        services.AddSingleton<OwnListeners>();
        AddStorage(services, options);
        services.AddRest();
        services.AddLimits(new Limit("Body of a request, where nothing else is said", MaxBodyBytes, LimitUnit.Bytes, ErrorCodes.TooLarge));
        services.AddSingleton(options.Quotas);
        services.AddAccess();
        services.AddEvents();
        services.AddSecrets(new SecretsOptions
        {
            DataDir = options.DataDir,
            MasterKey = options.MasterKey,
            MasterKeyPrevious = options.MasterKeyPrevious,
        });
        services.AddProtectionKeys();
        services.AddWebhooks();
        services.AddRuns();
        services.AddRegistry();
        services.TryAddSingleton(options.Launch);
        services.AddLaunch();
        services.AddAutomations();
        services.AddWeb();
        services.AddOpenApi(ApiDocument.Describe);
        services.AddSingleton<Insiders>();
        services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database")
            .AddCheck<StorageHealth>("storage")
            .AddCheck<EgressHealth>("egress");
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Slipway.*").AddAspNetCoreInstrumentation().AddPrometheusExporter());
    }

    private static void AddStorage(IServiceCollection services, ServerOptions options)
    {
        services.AddRoomSchema("storage", typeof(Database).Assembly);
        services.AddSingleton<WakeSignal>();
        services.AddSingleton<Database>(provider => options.Postgres is { } connection
            ? new PostgresDatabase(connection, provider.GetRequiredService<WakeSignal>())
            : new SqliteDatabase(options.SqlitePath!, provider.GetRequiredService<WakeSignal>(), TimeProvider.System));
        services.AddWorker<ServerInstance>();
        services.AddWorker<WakeRelay>();
        services.AddSingleton<IBlobStore>(_ => new FileBlobStore(options.StorageDir));
    }

    private static void Pipeline(WebApplication app, ServerOptions options)
    {
        if (options.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders(Forwarded(options.TrustedProxies));
        }
        app.UsePublicPath(options.PublicUrl);
        app.UseSafetyHeaders("/docs");
        app.UseProblems();
        app.UseNotFoundPage();
        app.UseUnfitText();
        app.UseRouting();
        app.UsePathTails();
        app.UseActors();
        app.UseIdempotencyKeys();
        app.UseWeb();
        var api = app.MapGroup("/api/v1");
        api.MapAccess();
        api.MapSecrets();
        api.MapWebhooks();
        api.MapRuns();
        api.MapRegistry();
        api.MapLaunch();
        api.MapAutomations();
        app.MapWeb("Slipway.Server.staticwebassets.endpoints.json");
        HealthEndpoints.Map(app);
        app.MapOpenApi().AllowAnonymous();
        app.MapScalarApiReference("/docs", scalar => scalar.DisableDefaultFonts()).AllowAnonymous();
    }

    // The nearest address that is no trusted proxy's is the client's, however many stand in between.
    private static ForwardedHeadersOptions Forwarded(IEnumerable<IPNetwork> proxies)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            forwarded.KnownIPNetworks.Add(proxy);
        }
        return forwarded;
    }

    // Before it listens: a server that answers is a server that is migrated and has an admin.
    private static void Prepare(WebApplication app, ServerOptions options)
    {
        // Read now, so that a key that is none is told as an option, and before anything is changed.
        app.Services.GetRequiredService<MasterKeyRing>();
        var database = app.Services.GetRequiredService<Database>();
        database.Migrate(app.Services.GetServices<RoomSchema>());
        var key = app.Services.GetRequiredService<FirstStart>()
            .RunAsync(new FirstAdmin(options.AdminApiKey, options.AdminPassword), CancellationToken.None).GetAwaiter().GetResult();
        if (key is not null && options.AdminApiKey is null)
        {
            Announcement.PrintFirstKey(key);
        }
        var own = app.Services.GetRequiredService<OwnListeners>();
        own.AddPublicUrl(options.PublicUrl.AbsoluteUri);
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            foreach (var address in addresses)
            {
                own.AddListener(address);
            }
            Announcement.Print(addresses, options);
        });
    }
}
