using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Slipway.Demo;

/// <summary>
/// What the GitHub workflow of docs/guide/github/deploy.yml does, with plain HTTP: asks for the version that it is told of,
/// and downloads it.
/// </summary>
internal sealed class Workflow(string server, string key, string folder) : IDisposable
{
    private readonly HttpClient _http = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    /// <param name="reference"><c>wandb-artifact://_id/...</c>, as a payload or a job is given it.</param>
    public async Task<FetchedModel> FetchAsync(string reference, CancellationToken ct)
    {
        var resolved = await _http.GetFromJsonAsync<JsonElement>($"{server}/api/v1/artifacts/resolve?ref={Uri.EscapeDataString(reference)}", ct);
        var file = resolved.GetProperty("files").EnumerateArray().Single(file => file.GetProperty("path").GetString() == "model.zip");
        var bytes = await _http.GetByteArrayAsync(new Uri(new Uri(server), file.GetProperty("url").GetString()!), ct);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (hash != file.GetProperty("sha256").GetString())
        {
            throw new DemoException("The downloaded file has another hash than the version says.");
        }
        var path = Path.Combine(folder, $"{hash}.zip");
        await File.WriteAllBytesAsync(path, bytes, ct);
        return new FetchedModel(resolved.GetProperty("name").GetString()!, hash, path);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>A model that was fetched.</summary>
/// <param name="Name">The version, as <c>team/project/name:version</c>.</param>
/// <param name="Hash">SHA-256 of the model file.</param>
/// <param name="Path">Where the file is now.</param>
internal sealed record FetchedModel(string Name, string Hash, string Path);
