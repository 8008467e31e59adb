using System.Diagnostics;

namespace Slipway.Testing;

/// <summary>A PgBouncer of our own before a <see cref="PrivatePostgres"/>, in a temporary folder and at a free loopback port.</summary>
public sealed class PrivatePooler : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PrivatePostgres _postgres;
    private readonly int _port = Ports.Free();
    private Process? _process;

    private PrivatePooler(PrivatePostgres postgres) => _postgres = postgres;

    /// <summary>Starts one.</summary>
    /// <param name="mode"><c>session</c>, <c>transaction</c> or <c>statement</c>.</param>
    public static async Task<PrivatePooler> StartAsync(PrivatePostgres postgres, string mode, CancellationToken ct)
    {
        var pooler = new PrivatePooler(postgres);
        await File.WriteAllTextAsync(pooler._folder["users.txt"], $"\"slipway\" \"{postgres.Password}\"\n", ct);
        await File.WriteAllTextAsync(pooler._folder["pooler.ini"],
            $"""
            [databases]
            * = host=127.0.0.1 port={postgres.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {pooler._port}
            unix_socket_dir =
            auth_type = md5
            auth_file = {pooler._folder["users.txt"]}
            pool_mode = {mode}
            ignore_startup_parameters = extra_float_digits
            """, ct);
        // It refuses to run as root, and then reads what only this folder's owner may.
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "/usr/sbin/pgbouncer", pooler._folder["pooler.ini"]]
            : ["/usr/sbin/pgbouncer", pooler._folder["pooler.ini"]];
        if (Environment.IsPrivilegedProcess)
        {
            using var give = Process.Start("chown", ["-R", "postgres", pooler._folder.Path]);
            await give.WaitForExitAsync(ct);
        }
        pooler._process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _ = pooler._process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = pooler._process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await Eventually.TrueAsync(pooler.ListensAsync, "PgBouncer", ct);
        return pooler;
    }

    /// <summary>The server option <c>database</c> for one of the databases behind it.</summary>
    public string UrlOf(string database) => $"postgres://slipway:{_postgres.Password}@127.0.0.1:{_port}/{database}";

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        _folder.Dispose();
    }

    private async Task<bool> ListensAsync()
    {
        using var socket = new System.Net.Sockets.TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", _port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
