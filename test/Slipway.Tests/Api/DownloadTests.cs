using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.Api.Artifacts;
using Slipway.Api.Transfers;
using Slipway.Testing;

namespace Slipway.Tests.Api;

/// <summary>Downloading from a server whose connection breaks, or that sends what it should not.</summary>
public sealed class DownloadTests : IDisposable
{
    private const string Content = "0123456789";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_download_whose_connection_breaks_goes_on_where_it_got_to()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            if (context.Request.Headers.Range.Count == 0)
            {
                // Fewer than announced: the server closes the connection.
                context.Response.ContentLength = 10;
                await context.Response.WriteAsync("0123");
            }
            else
            {
                context.Response.StatusCode = 206;
                context.Response.Headers.ContentRange = "bytes 4-9/10";
                await context.Response.WriteAsync("456789");
            }
        });

        var files = await DownloadAsync(server, "sub/model.bin", Content);

        Assert.Equal([_folder["sub/model.bin"]], files);
        Assert.Equal(Content, File.ReadAllText(files[0]));
        Assert.Equal(["GET /file", "GET /file bytes=4-"], server.Requests);
        Assert.Single(Directory.GetFiles(_folder["sub"]));
    }

    [Fact]
    public async Task A_part_of_an_earlier_run_is_used()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 206;
            await context.Response.WriteAsync("89");
        });
        File.WriteAllText(_folder[$".model.bin.{Hash(Content)[..16]}.part"], "01234567");

        var files = await DownloadAsync(server, "model.bin", Content);

        Assert.Equal(Content, File.ReadAllText(files[0]));
        Assert.Equal(["GET /file bytes=8-"], server.Requests);
    }

    [Fact]
    public async Task A_server_without_ranges_sends_it_all_again_and_nothing_comes_twice()
    {
        await using var server = await StubServer.StartAsync(context => context.Response.WriteAsync(Content));
        File.WriteAllText(_folder[$".model.bin.{Hash(Content)[..16]}.part"], "0123");

        var files = await DownloadAsync(server, "model.bin", Content);

        Assert.Equal(Content, File.ReadAllText(files[0]));
    }

    [Fact]
    public async Task Other_bytes_of_the_same_length_are_thrown_away()
    {
        await using var server = await StubServer.StartAsync(context => context.Response.WriteAsync("9876543210"));

        var failure = await Assert.ThrowsAsync<TransferException>(() => DownloadAsync(server, "model.bin", Content));

        Assert.Contains("wrong SHA-256", failure.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task More_bytes_than_announced_are_refused()
    {
        await using var server = await StubServer.StartAsync(context => context.Response.WriteAsync(Content + Content));

        await Assert.ThrowsAsync<TransferException>(() => DownloadAsync(server, "model.bin", Content));

        Assert.False(File.Exists(_folder["model.bin"]));
    }

    [Fact]
    public async Task What_is_there_already_is_not_fetched()
    {
        await using var server = await StubServer.StartAsync(_ => throw new InvalidOperationException());
        File.WriteAllText(_folder["model.bin"], Content);

        await DownloadAsync(server, "model.bin", Content);

        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/etc/evil")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a\\..\\b")]
    [InlineData("")]
    public async Task A_path_that_leaves_the_folder_is_refused_before_anything_is_fetched(string path)
    {
        await using var server = await StubServer.StartAsync(context => context.Response.WriteAsync(Content));

        await Assert.ThrowsAsync<TransferException>(() => DownloadAsync(server, path, Content));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task The_key_goes_to_our_own_server_only()
    {
        var seen = "unset";
        await using var other = await StubServer.StartAsync(context =>
        {
            seen = context.Request.Headers.Authorization.ToString();
            return context.Response.WriteAsync(Content);
        });
        await using var server = await StubServer.StartAsync(context => context.Response.WriteAsync(Content));

        await DownloadAsync(server, "model.bin", Content, new Uri(other.Address, "file"));

        Assert.Equal("", seen);
    }

    private Task<IReadOnlyList<string>> DownloadAsync(StubServer server, string path, string content, Uri? url = null)
    {
        var resolved = new ResolvedReferenceResponse
        {
            Ref = "wandb-artifact://_id/MQ==",
            Id = "1",
            Name = "t/p/n:v0",
            Type = "model",
            Version = "v0",
            Digest = "d",
            Files =
            [
                new FileResponse
                {
                    Path = path,
                    Size = content.Length,
                    Sha256 = Hash(content),
                    Url = (url ?? new Uri(server.Address, "file")).AbsoluteUri,
                },
            ],
        };
        return server.Client.Artifacts.DownloadAsync(resolved, _folder.Path, new TransferOptions(), Ct);
    }

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}
