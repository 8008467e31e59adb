using Microsoft.AspNetCore.Http;
using Slipway.Api.Artifacts;
using Slipway.Api.Clients;
using Slipway.Api.Http;
using Slipway.Api.Transfers;
using Slipway.Testing;

namespace Slipway.Tests.Api;

/// <summary>Publishing against a server whose connection breaks, lies or refuses.</summary>
public sealed class UploadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_upload_whose_connection_breaks_goes_on_where_the_server_got_to()
    {
        var stored = new MemoryStream();
        await using var server = await PublishServerAsync(async context =>
        {
            var range = context.Request.Headers.ContentRange.ToString();
            if (range == "")
            {
                var first = new byte[3];
                await context.Request.Body.ReadExactlyAsync(first);
                stored.Write(first);
                context.Abort();
            }
            else if (range == "bytes */10")
            {
                context.Response.StatusCode = 308;
                context.Response.Headers.Range = $"bytes=0-{stored.Length - 1}";
            }
            else
            {
                await context.Request.Body.CopyToAsync(stored);
                context.Response.StatusCode = 201;
            }
        });

        var version = await PublishAsync(server, "0123456789");

        Assert.Equal("v0", version.Version);
        Assert.Equal("0123456789"u8.ToArray(), stored.ToArray());
        Assert.Equal(["PUT /up", "PUT /up bytes */10", "PUT /up bytes 3-9/10"], Uploads(server));
    }

    [Fact]
    public async Task The_key_is_not_sent_with_a_signed_upload()
    {
        var authorization = "unset";
        await using var server = await PublishServerAsync(context =>
        {
            authorization = context.Request.Headers.Authorization.ToString();
            context.Response.StatusCode = 201;
            return Task.CompletedTask;
        });

        await PublishAsync(server, "x");

        Assert.Equal("", authorization);
    }

    [Fact]
    public async Task A_refused_hash_is_told_at_once()
    {
        await using var server = await PublishServerAsync(async context =>
        {
            context.Response.StatusCode = 422;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync("""{"code":"hash_mismatch","detail":"Other bytes."}""");
        });

        var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => PublishAsync(server, "x"));

        Assert.Equal("hash_mismatch", refused.Code);
        Assert.Single(Uploads(server));
    }

    [Fact]
    public async Task F_31_addresses_that_have_expired_are_asked_for_anew()
    {
        var tried = 0;
        await using var server = await PublishServerAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            if (context.Request.Headers.ContentRange.ToString() == "bytes */10000000")
            {
                context.Response.StatusCode = 308;
            }
            else if (tried++ == 0)
            {
                await ForbidAsync(context);
            }
        });

        Assert.Equal("v0", (await PublishAsync(server, new string('x', 10_000_000))).Version);
        Assert.Equal(2, server.Requests.Count(request => request.EndsWith("/versions", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task F_31_a_server_that_refuses_its_own_fresh_addresses_is_given_up()
    {
        await using var server = await PublishServerAsync(ForbidAsync);

        var failure = await Assert.ThrowsAsync<TransferException>(() => PublishAsync(server, "x"));

        Assert.Contains("refuses each of them as expired", failure.Message);
        Assert.Single(Uploads(server));
    }

    [Fact]
    public async Task F_31_a_refusal_by_somebody_in_between_is_told_as_it_is()
    {
        await using var server = await PublishServerAsync(context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        });

        Assert.Null((await Assert.ThrowsAsync<SlipwayApiException>(() => PublishAsync(server, "x"))).Code);
    }

    [Fact]
    public async Task A_server_that_keeps_failing_is_given_up_with_advice()
    {
        await using var server = await PublishServerAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var failure = await Assert.ThrowsAsync<TransferException>(() => PublishAsync(server, "x"));

        Assert.Contains("it resumes", failure.Message);
        Assert.Equal(new TransferOptions().MaxFailures, Uploads(server).Count());
    }

    [Fact]
    public async Task Progress_reaches_the_size_of_each_file()
    {
        await using var server = await PublishServerAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = 201;
        });
        var progress = new Recorder();

        await PublishAsync(server, "0123456789", progress);

        Assert.Equal(
            [new(TransferStep.Hash, "model.bin", 10, 10), new(TransferStep.Upload, "model.bin", 10, 10)],
            progress.Last.OrderBy(step => step.Step));
    }

    [Fact]
    public void A_folder_goes_in_with_the_paths_inside_it()
    {
        Directory.CreateDirectory(_folder["export/sub"]);
        File.WriteAllText(_folder["export/a.txt"], "a");
        File.WriteAllText(_folder["export/sub/b.txt"], "bb");
        File.WriteAllText(_folder["c.txt"], "ccc");

        var files = LocalFile.Find([_folder["export"], _folder["c.txt"]]);

        Assert.Equal([("a.txt", 1), ("c.txt", 3), ("sub/b.txt", 2)], files.Select(file => (file.Path, file.Size)));
    }

    [Fact]
    public void F_11_a_folder_that_is_itself_a_link_is_meant()
    {
        Directory.CreateDirectory(_folder["run-3"]);
        File.WriteAllText(_folder["run-3/a.txt"], "a");
        File.CreateSymbolicLink(_folder["run-3/b.txt"], _folder["run-3/a.txt"]);
        File.CreateSymbolicLink(_folder["latest"], "run-3");
        var told = new List<string>();

        Assert.Equal(["a.txt", "b.txt"], LocalFile.Find([_folder["latest"]], told.Add).Select(file => file.Path));
        Assert.Empty(told);
    }

    [Fact]
    public void Two_files_with_one_path_are_refused()
    {
        Directory.CreateDirectory(_folder["x"]);
        File.WriteAllText(_folder["x/a.txt"], "1");
        File.WriteAllText(_folder["a.txt"], "2");

        Assert.Throws<TransferException>(() => LocalFile.Find([_folder["x/a.txt"], _folder["a.txt"]]));
    }

    private static Task ForbidAsync(HttpContext context)
    {
        context.Response.StatusCode = 403;
        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync("""{"code":"forbidden","detail":"This upload URL has expired."}""");
    }

    private static IEnumerable<string> Uploads(StubServer server) => server.Requests.Where(request => request.Contains(" /up"));

    private Task<VersionResponse> PublishAsync(StubServer server, string content, IProgress<TransferProgress>? progress = null)
    {
        File.WriteAllText(_folder["model.bin"], content);
        var plan = new PublishPlan { Type = "model", Files = LocalFile.Find([_folder["model.bin"]]) };
        return server.Client.Artifacts.PublishAsync(
            "t", "p", "n", plan, new TransferOptions { Progress = progress }, Ct);
    }

    /// <summary>Takes any publish; uploads are answered by the test.</summary>
    private static async Task<StubServer> PublishServerAsync(Func<HttpContext, Task> upload) =>
        await StubServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/up")
            {
                await upload(context);
                return;
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(context.Request.Path.Value!.EndsWith("/commit")
                ? """
                  {"id":"1","team":"t","project":"p","artifact":"n","type":"model","version":"v0","state":"committed","aliases":[],
                   "tags":[],"size":1,"fileCount":1,"linkedTo":[],"createdBy":"a","createdAt":"2026-01-01T00:00:00Z"}
                  """
                : $$"""
                  {"id":"1","version":null,"state":"pending",
                   "uploads":[{"path":"model.bin","url":"http://{{context.Request.Host}}/up","method":"PUT","headers":{} }] }
                  """);
        });

    private sealed class Recorder : IProgress<TransferProgress>
    {
        private readonly Dictionary<TransferStep, TransferProgress> _last = [];

        public IEnumerable<TransferProgress> Last => _last.Values;

        public void Report(TransferProgress value) => _last[value.Step] = value;
    }
}
