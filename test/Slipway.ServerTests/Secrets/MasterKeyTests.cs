using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Api.Access;
using Slipway.Api.Clients;
using Slipway.Api.Http;
using Slipway.Api.Webhooks;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Secrets;

/// <summary>The master key over restarts of the real executable.</summary>
public sealed class MasterKeyTests : IAsyncLifetime
{
    private const string Team = "vision";
    private const string Value = "the-value-that-rests";
    private readonly TemporaryFolder _data = new();
    private readonly HttpClient _http = SlipwayClient.NewHttpClient();
    private readonly string _adminKey = ServerProcess.NewAdminKey();
    private Receiver _receiver = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _http.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task M10_The_master_key_is_rotated_over_restarts_and_a_wrong_one_is_told_clearly()
    {
        var (first, second, third) = (NewKey(), NewKey(), NewKey());
        await RunAsync(["--master-key", first], async server =>
        {
            await server.Access.CreateTeamAsync(Team, Ct);
            await server.Secrets.PutAsync(Team, "TOKEN", Value, Ct);
            await server.Webhooks.CreateAsync(Team, new WebhookSettings { Name = "ci", Url = _receiver.Url, AccessToken = "TOKEN" }, Ct);
            await ResolvesAsync(server, Value);
        });
        Assert.False(File.Exists(_data["master.key"]));
        AssertEncryptedAtRest();

        await RunAsync(["--master-key", second, "--master-key-previous", first], async server =>
        {
            await ResolvesAsync(server, Value);
            var rewrapped = await server.Secrets.RewrapAsync(Ct);
            Assert.Equal((1, 0, 1), (rewrapped.Rewrapped, rewrapped.Unreadable, rewrapped.Total));
            Assert.Equal(0, (await server.Secrets.RewrapAsync(Ct)).Rewrapped);
        });

        await RunAsync(["--master-key", second], server => ResolvesAsync(server, Value));

        await RunAsync(["--master-key", third], async server =>
        {
            var test = await server.Webhooks.TestAsync(Team, "ci", new TestWebhookRequest(), Ct);
            Assert.Equal((false, "secret_missing"), (test.Delivered, test.Error!.Code));
            Assert.Contains("TOKEN", test.Error.Message, StringComparison.Ordinal);
            var health = await _http.GetFromJsonAsync<JsonElement>($"{server.Server.AbsoluteUri.TrimEnd('/')}/readyz", Ct);
            Assert.Contains("1 team secrets cannot be read", health.ToString(), StringComparison.Ordinal);
            Assert.Contains("master-key-previous", health.ToString(), StringComparison.Ordinal);
            var rewrapped = await server.Secrets.RewrapAsync(Ct);
            Assert.Equal((0, 1), (rewrapped.Rewrapped, rewrapped.Unreadable));
            await server.Secrets.PutAsync(Team, "TOKEN", "typed-again", Ct);
            await ResolvesAsync(server, "typed-again");
        });
        AssertEncryptedAtRest();
    }

    [Fact]
    public async Task M10_A_generated_key_rests_in_a_file_for_its_owner_and_can_be_left_for_an_option()
    {
        await RunAsync([], async server =>
        {
            await server.Access.CreateTeamAsync(Team, Ct);
            await server.Secrets.PutAsync(Team, "TOKEN", Value, Ct);
            await server.Webhooks.CreateAsync(Team, new WebhookSettings { Name = "ci", Url = _receiver.Url, AccessToken = "TOKEN" }, Ct);
        });
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(_data["master.key"]) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        AssertEncryptedAtRest();

        await RunAsync(["--master-key", NewKey()], async server =>
        {
            await ResolvesAsync(server, Value);
            Assert.Equal(1, (await server.Secrets.RewrapAsync(Ct)).Rewrapped);
            await server.Access.CreateUserAsync(new CreateUserRequest { Name = "max" }, Ct);
            var member = new SlipwayClient(_http, server.Server, (await server.Access.CreateApiKeyAsync("max", new CreateApiKeyRequest(), Ct)).Key);
            var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => member.Secrets.RewrapAsync(Ct));
            Assert.Equal("forbidden", refused.Code);
        });
    }

    [Theory]
    [InlineData("--master-key", "correct horse battery staple")]
    [InlineData("--master-key-previous", "c2hvcnQ=")]
    public async Task M10_A_key_that_is_none_stops_the_start_and_names_its_option(string option, string key)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync([option, key], _ => Task.CompletedTask));

        Assert.Contains(option[2..], refused.Message, StringComparison.Ordinal);
        Assert.Contains("32 random bytes", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Message, StringComparison.Ordinal);
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private async Task RunAsync(string[] options, Func<SlipwayClient, Task> use)
    {
        await using var server = await ServerProcess.StartAsync(
            _data.Path, _adminKey, ["--egress-allow", _receiver.HostAndPort, .. options], null, Ct);
        await use(new SlipwayClient(_http, new Uri(server.Url), _adminKey));
        Assert.Equal(0, await server.StopAsync());
        Assert.DoesNotContain(Value, server.Output, StringComparison.Ordinal);
    }

    private async Task ResolvesAsync(SlipwayClient server, string value)
    {
        Assert.True((await server.Webhooks.TestAsync(Team, "ci", new TestWebhookRequest(), Ct)).Delivered);
        Assert.Equal("Bearer " + value, _receiver.Requests[^1].Header("Authorization"));
    }

    private void AssertEncryptedAtRest()
    {
        foreach (var file in Directory.EnumerateFiles(_data.Path, "*", SearchOption.AllDirectories))
        {
            var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.DoesNotContain(Value, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Value))[..24], text, StringComparison.Ordinal);
        }
    }
}
