using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Agent.Runners.SageMaker;

/// <summary>AWS refused; the code is its own, without what stands before the <c>#</c>.</summary>
internal sealed class AwsRefusedException(HttpStatusCode status, string code, string message) : Exception(message)
{
    public HttpStatusCode Status => status;

    public string Code => code;
}

/// <summary>One JSON service of AWS.</summary>
/// <param name="http">For all requests.</param>
/// <param name="endpoint">The service's.</param>
/// <param name="target">What stands before the name of a call, such as <c>SageMaker</c>.</param>
/// <param name="signature">Signs.</param>
/// <param name="time">For signatures, which are good for some minutes.</param>
internal sealed class AwsApi(HttpClient http, Uri endpoint, string target, SignatureV4 signature, TimeProvider time)
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(2);

    /// <summary>Whether an exception means that AWS was not there, or asks for patience, rather than that it refused.</summary>
    public static bool IsPassing(Exception e) =>
        e is HttpRequestException or IOException or TimeoutException or JsonException or TaskCanceledException { InnerException: TimeoutException }
        || e is AwsRefusedException { Status: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests }
        || e is AwsRefusedException { Code: "ThrottlingException" or "RequestLimitExceeded" };

    /// <summary>One call.</summary>
    /// <exception cref="AwsRefusedException">It was refused.</exception>
    public async Task<JsonObject> CallAsync(string name, JsonObject body, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, "/")) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("x-amz-target", $"{target}.{name}");
        signature.Sign(request, bytes, time.GetUtcNow());
        using var response = await http.SendAsync(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        if (response.IsSuccessStatusCode)
        {
            return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!.AsObject();
        }

        throw Refusal(response.StatusCode, text);
    }

    /// <summary>Calls until an answer or a refusal comes.</summary>
    public async Task<JsonObject> PatientlyAsync(string name, JsonObject body, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await CallAsync(name, body, ct);
            }
            catch (Exception e) when (IsPassing(e) && !ct.IsCancellationRequested)
            {
                await Task.Delay(RetryEvery, time, ct);
            }
        }
    }

    private static AwsRefusedException Refusal(HttpStatusCode status, string text)
    {
        try
        {
            var body = JsonNode.Parse(text);
            var type = (string?)body?["__type"] ?? "";
            return new AwsRefusedException(
                status, type[(type.IndexOf('#', StringComparison.Ordinal) + 1)..], (string?)body?["message"] ?? (string?)body?["Message"] ?? text);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new AwsRefusedException(status, "", text);
        }
    }
}
