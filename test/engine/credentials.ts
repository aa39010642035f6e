import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type ICredentials,
	type ICredentialsExpressionResolveValues,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeProperties,
	NodeHelpers,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

export interface StoredCredential {
	type: string;
	data: ICredentialDataDecryptedObject;
}

/**
 * n8n's handling of credentials, as its CredentialsHelper does it (n8n 2.41.1, credentials-helper.js; that
 * class lives in the server, not in n8n-core): when `preAuthentication` is called, what is stored of its
 * result, what `authenticate` gets, and what comes of expressions in the fields.
 */
export class CredentialStore extends ICredentialsHelper {
	private readonly stored = new Map<string, StoredCredential>();
	/** How often a node asked for a credential. */
	reads = 0;
	/** How often a result of `preAuthentication` was stored. */
	updates = 0;
	/** What `preAuthentication` threw: n8n words the error for the user, and may log it as it is. */
	readonly thrown: unknown[] = [];
	/** n8n 1.123.81 stores all fields that the caller had, n8n 2 what `preAuthentication` returned. */
	storesWholeCredential = false;
	/** A test may wait here, as n8n may for its database, before what was returned is stored. */
	beforeStoring: () => Promise<void> = async () => {};

	constructor(readonly types: Record<string, ICredentialType>) {
		super();
	}

	/** Fills in the defaults of the type, as n8n does. */
	put(id: string, type: string, data: ICredentialDataDecryptedObject): void {
		const defaults = Object.fromEntries(
			this.types[type].properties.map(({ name, default: value }) => [name, value]),
		) as ICredentialDataDecryptedObject;
		this.stored.set(id, { type, data: { ...defaults, ...data } });
	}

	/** What the user does in the credential's form. */
	change(id: string, data: ICredentialDataDecryptedObject): void {
		Object.assign(this.data(id), data);
	}

	data(id: string): ICredentialDataDecryptedObject {
		return this.credential(id).data;
	}

	private credential(id: string): StoredCredential {
		const credential = this.stored.get(id);
		if (!credential) throw new Error(`There is no credential ${id}`);
		return credential;
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getParentTypes(): string[] {
		return [];
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.types[typeName];
		if (typeof authenticate !== 'function') throw new Error('Only authenticate functions here');
		return await authenticate.call(this.types[typeName], credentials, requestOptions);
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.types[typeName];
		const expirable = type.properties.find(
			(property) => property.type === 'hidden' && property.typeOptions?.expirable === true,
		);
		if (!expirable || !type.preAuthentication) return undefined;
		if (credentials[expirable.name] !== '' && !credentialsExpired) return undefined;

		const output = (await type.preAuthentication
			.call(helpers, credentials)
			.catch((error: unknown) => {
				this.thrown.push(error);
				throw error;
			})) as ICredentialDataDecryptedObject;
		if (output[expirable.name] === undefined) return undefined;
		const { id } = node.credentials?.[typeName] ?? {};
		if (!id) return undefined;
		const stored = this.storesWholeCredential ? { ...credentials, ...output } : output;
		await this.beforeStoring();
		this.updates++;
		this.change(id, stored);
		return Object.assign(credentials, output);
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getDecrypted(
		_additionalData: unknown,
		{ id }: INodeCredentialsDetails,
		_type?: string,
		mode?: WorkflowExecuteMode,
		executeData?: IExecuteData,
		_raw?: boolean,
		resolve?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		this.reads++;
		const { type, data } = this.credential(id ?? '');
		// Only what the form shows for these choices.
		const shown = NodeHelpers.getNodeParameters(
			this.types[type].properties,
			data as never,
			true,
			false,
			null,
			null,
		) as ICredentialDataDecryptedObject;
		if (!resolve) return shown;
		const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = resolve;
		return workflow.expression.getParameterValue(
			shown as never,
			runExecutionData,
			runIndex,
			itemIndex,
			node.name,
			connectionInputData,
			mode ?? 'internal',
			{},
			executeData,
			false,
			shown as never,
		) as ICredentialDataDecryptedObject;
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return this.types[type].properties;
	}

	async getCredentials(): Promise<ICredentials<ICredentialDataDecryptedObject>> {
		throw new Error('Not used');
	}

	async updateCredentials(): Promise<void> {
		throw new Error('Not used');
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		throw new Error('Not used');
	}
}
