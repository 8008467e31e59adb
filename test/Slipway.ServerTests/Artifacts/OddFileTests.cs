using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Api.Artifacts;
using Slipway.Api.Runs;
using Slipway.Api.Transfers;
using Slipway.ServerTests.Registry;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Artifacts;

/// <summary>Files with odd names and of odd kinds, published and downloaded by the real command line.</summary>
public sealed class OddFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task F_7_names_that_look_percent_encoded_come_back_each_with_its_own_bytes()
    {
        string[] names = ["a/b", "a%2Fb", "a%2fb", "a%252Fb", "a%25b", "100%", "x%FFy", "x%00y", "a+b", "é%2Fü", "q?x=1#y", "%2e%2e%2fz"];
        await using var scene = await RegistryScene.StartAsync(Ct);
        await PublishAndCompareAsync(scene, names);
    }

    [Fact]
    public async Task F_7_a_file_is_served_under_exactly_its_own_address()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        Write("a/b", "folder");
        Write("a%2Fb", "flat");
        Succeeded(await scene.CliAsync(Ct, "publish", _folder["d"], "--name", "acme/iris/pct"));
        const string version = "projects/iris/artifacts/pct/versions/v0/files/";

        Assert.Equal((200, "folder"), await GetAsync(scene, version + "a/b"));
        Assert.Equal((200, "folder"), await GetAsync(scene, version + "a%2Fb"));
        Assert.Equal((200, "folder"), await GetAsync(scene, version + "%61%2f%62?x=%2F"));
        Assert.Equal((200, "flat"), await GetAsync(scene, version + "a%252Fb"));
        Assert.Equal(404, (await GetAsync(scene, version + "a%25252Fb")).Status);
        Assert.Equal(422, (await GetAsync(scene, version + "a%2Fb%ff")).Status);
    }

    [Fact]
    public async Task F_7_files_of_a_run_are_decoded_once_too()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        var run = (await scene.Admin.Runs.CreateAsync("acme", "iris", new CreateRunRequest(), Ct)).Id;
        string[] names = ["a/b", "a%2Fb", "a%252Fb", "100%", "é x"];
        foreach (var name in names)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes($"bytes of {name}"));
            await scene.Admin.Runs.PutFileAsync("acme", "iris", run, name, content, Ct);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal),
            (await scene.Admin.Runs.ListFilesAsync("acme", "iris", run, 100, Ct).ToListAsync(Ct)).Select(file => file.Path).Order(StringComparer.Ordinal));
        foreach (var name in names)
        {
            using var answer = await scene.Admin.Runs.OpenFileAsync("acme", "iris", run, name, Ct);
            Assert.Equal($"bytes of {name}", await answer.Content.ReadAsStringAsync(Ct));
        }
        await scene.Admin.Runs.DeleteFileAsync("acme", "iris", run, "a%2Fb", Ct);
        Assert.DoesNotContain(await scene.Admin.Runs.ListFilesAsync("acme", "iris", run, 100, Ct).ToListAsync(Ct), file => file.Path == "a%2Fb");
        Assert.Equal(422, await PutRawAsync(scene, $"projects/iris/runs/{run}/files/x%ff"));
    }

    [Fact]
    public async Task F_51_odd_names_come_back_with_their_own_bytes()
    {
        string[] names =
        [
            "-x", " x", "x ", "CON", "*", "a\"b", "a?b", "a|b", "end.", "...", ".hidden", "ab:c", "é", "e\u0301", "日本語", "👍",
            new('n', 255), new string('ü', 127) + "x", "sub/" + new string('m', 255), "empty",
        ];
        await using var scene = await RegistryScene.StartAsync(Ct);
        await PublishAndCompareAsync(scene, names);
    }

    [Fact]
    public async Task F_51_what_a_download_left_behind_and_was_published_too_comes_back()
    {
        const string model = "model.bin";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"bytes of {model}")));
        await using var scene = await RegistryScene.StartAsync(Ct);
        await PublishAndCompareAsync(scene, [model, $".{model}.{hash[..16]}.part", $".{model}.{hash[..16]}.part_"]);
    }

    [Theory]
    [InlineData("a:b", "'{0}' cannot be published: its path begins with 'a:', which Windows reads as a drive. Rename it.")]
    [InlineData("a\\b.txt", "'{0}' cannot be published: its path holds '\\'; parts are separated by '/'. Rename it.")]
    [InlineData("two\nlines", "'{0}' cannot be published: its path holds a control character or half a character. Rename it.")]
    public async Task F_51_a_name_that_no_version_can_hold_is_refused_by_name(string name, string told)
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        Write("fine.txt", "x");
        Write(name, "x");

        var inFolder = await scene.CliAsync(Ct, "publish", _folder["d"], "--name", "acme/iris/odd");
        var alone = await scene.CliAsync(Ct, "publish", Path.Combine(_folder["d"], name), "--name", "acme/iris/odd");

        var shown = Path.Combine(_folder["d"], name).Replace("\n", "\\u000a", StringComparison.Ordinal);
        Assert.Equal((1, "", $"slipway: {string.Format(null, told, shown)}\n"), (inFolder.ExitCode, inFolder.Output, inFolder.Error));
        Assert.Equal((1, "", inFolder.Error), (alone.ExitCode, alone.Output, alone.Error));
    }

    [Fact]
    public async Task F_51_a_name_whose_bytes_are_not_utf_8_is_refused_as_such()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        Write("fine.txt", "x");
        await BashAsync($"touch $'{_folder["d"]}/bad\\xff'");
        try
        {
            var refused = await scene.CliAsync(Ct, "publish", _folder["d"], "--name", "acme/iris/odd");
            Assert.Equal(
                (1, $"slipway: '{_folder["d"]}/bad\uFFFD' cannot be published: its path has bytes that are not UTF-8. Rename it.\n"),
                (refused.ExitCode, refused.Error));
        }
        finally
        {
            await BashAsync($"rm $'{_folder["d"]}/bad\\xff'");
        }
    }

    [Fact]
    public async Task F_11_what_is_no_file_is_left_out_and_told()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        Write("f", "x");
        Write("empty", "");
        Write("sub/g", "y");
        Directory.CreateDirectory(_folder["outside"]);
        await File.WriteAllTextAsync(_folder["outside/secret.txt"], "secret", Ct);
        File.CreateSymbolicLink(_folder["d/self"], ".");
        File.CreateSymbolicLink(_folder["d/etc"], _folder["outside"]);
        File.CreateSymbolicLink(_folder["d/same"], "f");
        File.CreateSymbolicLink(_folder["d/leads-out"], _folder["outside/secret.txt"]);
        await BashAsync($"mkfifo {_folder["d/p"]}");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder["d/s"]));

        var published = await scene.CliAsync(Ct, "publish", _folder["d"], "--name", "acme/iris/links");

        Assert.Equal(0, published.ExitCode);
        Assert.Equal(
            [
                $"'{_folder["d/leads-out"]}' is a link to '{_folder["outside/secret.txt"]}', outside of the folder: that file is published.",
                $"Left out '{_folder["d/etc"]}', a link to the folder '{_folder["outside"]}': links to folders are not followed.",
                $"Left out '{_folder["d/p"]}', which is a pipe and not a file.",
                $"Left out '{_folder["d/s"]}', which is a socket and not a file.",
                $"Left out '{_folder["d/self"]}', a link to the folder '.': links to folders are not followed.",
            ],
            published.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        await CompareAsync(scene, "links", new() { ["f"] = "x", ["same"] = "x", ["empty"] = "", ["sub/g"] = "y", ["leads-out"] = "secret" });
    }

    [Fact]
    public async Task F_11_what_is_asked_for_and_cannot_be_read_is_refused_all_at_once()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        Write("f", "x");
        File.CreateSymbolicLink(_folder["d/dangling"], "nowhere");
        File.CreateSymbolicLink(_folder["d/round"], "round");
        await BashAsync($"mkfifo {_folder["pipe"]}");

        var refused = await scene.CliAsync(Ct, "publish", _folder["d"], _folder["pipe"], "--name", "acme/iris/links");

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("slipway: Nothing was published, for 3 things stand in the way:\n", refused.Error, StringComparison.Ordinal);
        Assert.Equal(
            [
                $"  '{_folder["d/dangling"]}' is a link to 'nowhere', which cannot be read: No such file or directory.",
                $"  '{_folder["d/round"]}' is a link to 'round', which cannot be read: Too many levels of symbolic links.",
                $"  '{_folder["pipe"]}' is a pipe and not a file.",
            ],
            refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("grown")]
    [InlineData("other bytes of one size")]
    [InlineData("gone")]
    public async Task F_11_a_file_that_changes_while_it_is_published_is_told(string how)
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        Write("model.bin", "0123456789");
        var file = _folder["d/model.bin"];
        var plan = new PublishPlan { Type = "model", Files = LocalFile.Find([_folder["d"]]) };
        var changes = new AtStep(TransferStep.Hash, () =>
        {
            File.Delete(file);
            if (how != "gone")
            {
                File.WriteAllText(file, how == "grown" ? "01234567890" : "9876543210");
            }
        });

        var told = await Assert.ThrowsAsync<TransferException>(() =>
            scene.Admin.Artifacts.PublishAsync("acme", "iris", "moving", plan, new TransferOptions { Progress = changes }, Ct));

        Assert.Equal($"'{file}' changed while it was being published. Publish again when it is finished.", told.Message);
    }

    [Fact]
    public async Task F_30_the_same_content_with_other_metadata_is_told()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        Write("f", "x");
        string[] publish = ["publish", _folder["d/f"], "--name", "acme/iris/m30", "--metadata"];
        Assert.Equal("", Succeeded(await scene.CliAsync(Ct, [.. publish, "a=1"])).Error);
        Assert.Equal("", Succeeded(await scene.CliAsync(Ct, [.. publish, "a=1"])).Error);

        var again = Succeeded(await scene.CliAsync(Ct, [.. publish, "a=2", "--description", "new"]));

        Assert.StartsWith("Published acme/iris/m30:v0 ", again.Output, StringComparison.Ordinal);
        Assert.Equal(
            "The content is that of v0 already, and a version does not change: it keeps its metadata and description, and yours were not taken.\n",
            again.Error);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_31_a_publish_that_outlives_its_upload_addresses_announces_again_and_goes_on(TestEngine engine)
    {
        var clock = new MovedTime();
        await using var scene = await RegistryScene.StartAsync(engine, services => services.AddSingleton<TimeProvider>(clock), Ct);
        string[] names = ["1", "2", "3"];
        foreach (var name in names)
        {
            Write(name, $"bytes of {name}");
        }
        var plan = new PublishPlan { Type = "model", Files = LocalFile.Find([_folder["d"]]) };
        // The first file takes longer than an address lives. That it was sent is told first, then that it has arrived.
        var slow = new AtStep(TransferStep.Upload, () => clock.Shift += TimeSpan.FromMinutes(61), time: 2);

        var version = await scene.Admin.Artifacts.PublishAsync(
            "acme", "iris", "slow", plan, new TransferOptions { Progress = slow, Parallelism = 1 }, Ct);

        Assert.Equal(("v0", 3), (version.Version, version.FileCount));
        Assert.Equal(VersionStates.Committed, version.State);
        await CompareAsync(scene, "slow", names.ToDictionary(name => name, name => $"bytes of {name}"));
    }

    private void Write(string name, string content)
    {
        var path = Path.Combine(_folder["d"], name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private async Task PublishAndCompareAsync(RegistryScene scene, string[] names)
    {
        foreach (var name in names)
        {
            Write(name, name == "empty" ? "" : $"bytes of {name}");
        }
        Assert.Equal("", Succeeded(await scene.CliAsync(Ct, "publish", _folder["d"], "--name", "acme/iris/odd")).Error);
        await CompareAsync(scene, "odd", names.ToDictionary(name => name, name => name == "empty" ? "" : $"bytes of {name}"));
    }

    private async Task CompareAsync(RegistryScene scene, string artifact, Dictionary<string, string> expected)
    {
        Succeeded(await scene.CliAsync(Ct, "download", $"acme/iris/{artifact}:v0", "--to", _folder["back"]));
        var back = Directory.GetFiles(_folder["back"], "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(_folder["back"], file), File.ReadAllText);
        Assert.Equal(expected.OrderBy(file => file.Key, StringComparer.Ordinal), back.OrderBy(file => file.Key, StringComparer.Ordinal));
    }

    private static CliRun Succeeded(CliRun run)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    // The address as it stands here: the class for addresses would tidy it up.
    private static async Task<(int Status, string Body)> GetAsync(RegistryScene scene, string path)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, AsWritten(scene, path));
        request.Headers.Authorization = new("Bearer", scene.Server.AdminKey);
        using var answer = await http.SendAsync(request, Ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<int> PutRawAsync(RegistryScene scene, string path)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, AsWritten(scene, path)) { Content = new StringContent("x") };
        request.Headers.Authorization = new("Bearer", scene.Server.AdminKey);
        using var answer = await http.SendAsync(request, Ct);
        return (int)answer.StatusCode;
    }

    private static Uri AsWritten(RegistryScene scene, string path) => new(
        $"{scene.Server.Url}/api/v1/teams/acme/{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static async Task BashAsync(string script)
    {
        using var bash = System.Diagnostics.Process.Start("bash", ["-c", script]);
        await bash.WaitForExitAsync(Ct);
        Assert.Equal(0, bash.ExitCode);
    }

    /// <summary>Does something when it is told for the n-th time that a step is done with the first file.</summary>
    private sealed class AtStep(TransferStep step, Action act, int time = 1) : IProgress<TransferProgress>
    {
        private readonly Dictionary<string, int> _told = [];

        public void Report(TransferProgress value)
        {
            if (value.Step == step && value.Done == value.Size)
            {
                _told[value.Path] = _told.GetValueOrDefault(value.Path) + 1;
                if (_told[value.Path] == time && _told.Count == 1)
                {
                    act();
                }
            }
        }
    }
}
