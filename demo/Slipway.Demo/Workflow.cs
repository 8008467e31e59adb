using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Slipway.Demo;

/// <summary>
/// What the GitHub workflow of docs/guide/github/deploy.yml does, with plain HTTP: asks for the version that the payload
/// names, downloads it and evaluates it.
/// </summary>
internal sealed class Workflow(string server, string key, IReadOnlyList<Flower> test, string folder) : IDisposable
{
    private readonly HttpClient _http = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    public async Task<WorkflowResult> RunAsync(Dispatch dispatch, CancellationToken ct)
    {
        var resolved = await _http.GetFromJsonAsync<JsonElement>(
            $"{server}/api/v1/artifacts/resolve?ref={Uri.EscapeDataString(dispatch.ArtifactVersion)}", ct);
        var file = resolved.GetProperty("files").EnumerateArray().Single(file => file.GetProperty("path").GetString() == "model.zip");
        var bytes = await _http.GetByteArrayAsync(new Uri(new Uri(server), file.GetProperty("url").GetString()!), ct);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (hash != file.GetProperty("sha256").GetString())
        {
            throw new DemoException("The downloaded file has another hash than the version says.");
        }
        var path = Path.Combine(folder, $"{hash}.zip");
        await File.WriteAllBytesAsync(path, bytes, ct);
        return new WorkflowResult(resolved.GetProperty("name").GetString()!, hash, Classifier.Accuracy(path, test));
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What an evaluation found.</summary>
/// <param name="Name">The version that was fetched, as <c>team/project/name:version</c>.</param>
/// <param name="Hash">SHA-256 of the model file.</param>
/// <param name="Accuracy">On the held-out flowers, 0 to 1.</param>
internal sealed record WorkflowResult(string Name, string Hash, double Accuracy);
