using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Rest;

/// <summary>Requests that never reach an operation are answered in the caller's words, and name no class of ours.</summary>
public sealed class BadRequestTests : IAsyncLifetime
{
    // A busy server says late that it does not want a body; until then the client keeps it.
    private readonly HttpClient _http = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });
    private RunningServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("", 400, "invalid", "body")]
    [InlineData("{", 400, "invalid", "body")]
    [InlineData("[]", 400, "invalid", "body")]
    [InlineData("{}", 400, "invalid", "name")]
    [InlineData("""{"name":null}""", 400, "invalid", "name")]
    [InlineData("""{"name":5}""", 400, "invalid", "name")]
    [InlineData("""{"name":"a","name":"b"}""", 400, "invalid", "name")]
    [InlineData("""{"name":"a","nmae":"b"}""", 400, "invalid", "nmae")]
    public async Task A_malformed_body_names_the_field(string body, int status, string code, string field)
    {
        var problem = await SendAsync(HttpMethod.Post, "/api/v1/teams", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal((status, code), (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString()));
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Fact]
    public async Task A_parameter_that_is_no_number_is_named()
    {
        var problem = await SendAsync(HttpMethod.Get, "/api/v1/teams?limit=many", null);
        Assert.Equal("limit cannot be 'many'.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_with_413()
    {
        var problem = await SendAsync(HttpMethod.Post, "/api/v1/teams", new StringContent(new string('a', 5_000_000), Encoding.UTF8, "application/json"));
        Assert.Equal("too_large", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("application/json; charset=nonsense")]
    [InlineData("application/json; charset=\"windows-1252\"")]
    [InlineData("application/json; charset=utf-7")]
    [InlineData(null)]
    public async Task F_2_A_body_of_no_type_or_in_a_character_set_that_nobody_knows_is_refused_with_415(string? type)
    {
        var body = new ByteArrayContent("""{"name":"acme"}"""u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        var problem = await SendAsync(HttpMethod.Post, "/api/v1/teams", body);
        Assert.Equal((415, "unsupported_media_type"), (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused_with_415()
    {
        var problem = await SendAsync(HttpMethod.Post, "/api/v1/teams", new StringContent("name=a", Encoding.UTF8, "application/x-www-form-urlencoded"));
        Assert.Equal("unsupported_media_type", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("/api/v1/nothing", 404, "not_found")]
    [InlineData("/nothing", 404, "not_found")]
    public async Task An_unknown_address_is_a_problem_too(string path, int status, string code)
    {
        var problem = await SendAsync(HttpMethod.Get, path, null);
        Assert.Equal((status, code), (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_take_is_refused_with_405() =>
        Assert.Equal("method_not_allowed", (await SendAsync(HttpMethod.Patch, "/api/v1/teams", null)).GetProperty("code").GetString());

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, _server.Url + path) { Content = content };
        // So that a refusal is heard before the body is sent into a closed connection.
        request.Headers.ExpectContinue = content is not null;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _server.AdminKey);
        using var answer = await _http.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("Slipway.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
