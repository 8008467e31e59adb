namespace Slipway.Api.Agents;

/// <summary><c>POST /agent/attempts/{id}/enter</c>: the fence inside a job that its backend may start twice. The first nonce enters, another gets 409 <c>attempt_entered</c>.</summary>
public sealed record EnterAttemptRequest
{
    /// <summary>As claimed.</summary>
    public required long Fence { get; init; }

    /// <summary>Made up by this start of the job, 16 to 64 characters.</summary>
    public required string Nonce { get; init; }
}
