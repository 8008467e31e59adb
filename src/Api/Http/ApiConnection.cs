using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Api.Http;

/// <summary>Sends requests with the caller's key and turns problems into <see cref="SlipwayApiException"/>.</summary>
internal sealed class ApiConnection(HttpClient http, Uri server, string? apiKey)
{
    // Bytes of a body before which the server is asked whether it wants it.
    private const long WorthAsking = 256 << 10;

    private readonly Uri _base = new(server.AbsoluteUri.TrimEnd('/') + "/api/v1/");

    /// <summary>Where the server is, without the API's path.</summary>
    public Uri Server { get; } = server;

    public Task<T> GetAsync<T>(string path, CancellationToken ct) => SendAsync<T>(HttpMethod.Get, path, null, ct);

    public Task<T> PostAsync<T>(string path, CancellationToken ct) => SendAsync<T>(HttpMethod.Post, path, null, ct);

    public Task<T> PostAsync<TBody, T>(string path, TBody body, CancellationToken ct) =>
        SendAsync<T>(HttpMethod.Post, path, Json(body), ct);

    public Task<T> PutAsync<T>(string path, CancellationToken ct) => SendAsync<T>(HttpMethod.Put, path, null, ct);

    public Task<T> PutAsync<TBody, T>(string path, TBody body, CancellationToken ct) =>
        SendAsync<T>(HttpMethod.Put, path, Json(body), ct);

    /// <summary>A PUT whose answer has no body.</summary>
    public Task PutAsync<TBody>(string path, TBody body, CancellationToken ct) => SendAsync(HttpMethod.Put, path, Json(body), ct);

    public Task<T> PatchAsync<TBody, T>(string path, TBody body, CancellationToken ct) =>
        SendAsync<T>(HttpMethod.Patch, path, Json(body), ct);

    /// <summary>A write whose answer has no body that the caller wants.</summary>
    public async Task SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken ct)
    {
        using var response = await OpenAsync(method, path, body, HttpCompletionOption.ResponseContentRead, ct);
    }

    /// <summary>Follows the cursors of a list, page by page, as the reader asks for more.</summary>
    public async IAsyncEnumerable<T> ListAsync<T>(
        string path, int pageSize, [EnumeratorCancellation] CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            var limit = pageSize.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var page = await GetAsync<PageResponse<T>>(ApiPath.WithQuery(path, ("limit", limit), ("cursor", cursor)), ct);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Sends and hands back an answer that is a success; the caller disposes of it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, HttpContent? body, HttpCompletionOption completion, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(_base, path)) { Content = body };
        // A refusal of what is too large comes before the body then; else the answer may be lost with the connection.
        request.Headers.ExpectContinue = body?.Headers.ContentLength >= WorthAsking;
        return await OpenAsync(request, completion, ct);
    }

    /// <summary>The same for a request that the caller made; the key goes to our own server only.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        HttpRequestMessage request, HttpCompletionOption completion, CancellationToken ct)
    {
        if (apiKey is not null && IsOurs(request.RequestUri!))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }

        var response = await http.SendAsync(request, completion, ct);
        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                throw await RefusalAsync(response, ct);
            }
        }

        return response;
    }

    /// <summary>Sends to a signed URL: without the key, and whatever the answer is comes back.</summary>
    public Task<HttpResponseMessage> SendBareAsync(HttpRequestMessage request, CancellationToken ct) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);

    /// <summary>What the server said instead of doing it.</summary>
    public static async Task<SlipwayApiException> RefusalAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var problem = new ProblemResponse { Title = response.ReasonPhrase, Status = (int)response.StatusCode };
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json")
        {
            try
            {
                await using var body = await response.Content.ReadAsStreamAsync(ct);
                problem = await JsonSerializer.DeserializeAsync(body, ApiJson.Default.ProblemResponse, ct) ?? problem;
            }
            catch (JsonException)
            {
                // A proxy's page or a cut-off body: the status says all that is known.
            }
        }

        var wait = response.Headers.RetryAfter?.Delta;
        return new SlipwayApiException(response.StatusCode, problem, wait);
    }

    private bool IsOurs(Uri target) =>
        target.Scheme == Server.Scheme && target.IdnHost == Server.IdnHost && target.Port == Server.Port;

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? body, CancellationToken ct)
    {
        using var response = await OpenAsync(method, path, body, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            throw NotSlipway(response, "an empty answer");
        }

        if (response.Content.Headers.ContentType?.MediaType is not "application/json")
        {
            throw NotSlipway(response, $"'{response.Content.Headers.ContentType}' instead of JSON");
        }

        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        return await JsonSerializer.DeserializeAsync(stream, Info<T>(), ct) ?? throw NotSlipway(response, "null");
    }

    private static SlipwayApiException NotSlipway(HttpResponseMessage response, string what) =>
        new(response.StatusCode, new ProblemResponse
        {
            Detail = $"{response.RequestMessage?.RequestUri} answered {what}: is this a Slipway server?",
        });

    private static JsonContent Json<T>(T body) => new(JsonSerializer.SerializeToUtf8Bytes(body, Info<T>()));

    private static JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)ApiJson.Default.GetTypeInfo(typeof(T))!;

    private sealed class JsonContent : ByteArrayContent
    {
        public JsonContent(byte[] body)
            : base(body) => Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }
}
