using System.Net;
using System.Text.Json;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>The API server refused; the message is its own.</summary>
internal sealed class KubernetesRefusedException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status => status;
}

/// <summary>What an answer that is not the wanted one means: the same status says one thing for a moment and another for good.</summary>
internal static class KubernetesFaults
{
    /// <summary>Whether the server was not there, or not well, rather than that it refused.</summary>
    public static bool IsAway(Exception e) =>
        e is HttpRequestException or IOException or TimeoutException or JsonException
        || e is KubernetesRefusedException
        {
            Status: HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError
        };

    /// <summary>
    /// Whether the server does not know this agent, or its rights: as a server does that was started a moment ago, until its
    /// rules are loaded, or in good earnest. Only time tells them apart.
    /// </summary>
    public static bool IsUnknownHere(Exception e) =>
        e is KubernetesRefusedException { Status: HttpStatusCode.Unauthorized }
        || (e is KubernetesRefusedException { Status: HttpStatusCode.Forbidden } && !IsForGood(e.Message) && !IsQuota(e))
        || IsPathMissing(e);

    /// <summary>Whether a quota is used up, until something else ends.</summary>
    public static bool IsQuota(Exception e) =>
        e is KubernetesRefusedException { Status: HttpStatusCode.Forbidden } && e.Message.Contains("exceeded quota", StringComparison.Ordinal);

    /// <summary>Whether what is asked may be answered otherwise later. For what is watched already, nearly everything is.</summary>
    public static bool IsPassing(Exception e) => IsAway(e) || IsUnknownHere(e) || IsQuota(e);

    /// <summary>
    /// A server that has not set up its groups yet finds no resource at all; that an object does not exist is never told
    /// by this exception.
    /// </summary>
    private static bool IsPathMissing(Exception e) => e is KubernetesRefusedException { Status: HttpStatusCode.NotFound };

    /// <summary>Admission has looked at the object: the same object is refused again.</summary>
    private static bool IsForGood(string message) =>
        message.Contains("admission webhook", StringComparison.Ordinal)
        || message.Contains("violates PodSecurity", StringComparison.Ordinal)
        || message.Contains("ValidatingAdmissionPolicy", StringComparison.Ordinal);
}
