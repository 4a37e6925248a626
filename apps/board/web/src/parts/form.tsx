import { type ComponentChildren, createContext, type TargetedEvent } from "preact";
import { useContext, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../http.ts";
import { explain, explainField, text } from "../language/language.ts";

type Control = HTMLInputElement | HTMLTextAreaElement;

/** What is wrong with the fields, by their names and in their order. */
const FieldErrors = createContext<Record<string, string>>({});

interface FormProps {
  /** Says what the form is for, to those who do not see it. */
  label: string;
  action: string;
  /** Gets the fields' values by name; what it rejects with is shown. */
  onSubmit(values: Record<string, string>): Promise<void>;
  children: ComponentChildren;
  /** What else can be done, beside the button. */
  aside?: ComponentChildren;
  /** Whether the fields are emptied when it is done, for the next text. @default false */
  clears?: boolean;
}

/** A form that says beside each field what is wrong with it, and takes the reader to the first. */
export function Form({ label, action, onSubmit, children, aside, clears }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (busy || !form.current) return;
    const controls = [...form.current.querySelectorAll<Control>("input, textarea")];
    const invalid = controls.flatMap((control) => {
      const mistake = mistakeOf(control);
      return mistake ? [[control.name, mistake]] : [];
    });
    setFailure("");
    setErrors(Object.fromEntries(invalid));
    if (invalid.length > 0) return;
    setBusy(true);
    try {
      await onSubmit(Object.fromEntries(controls.map(({ name, value }) => [name, value])));
      if (clears) for (const control of controls) control.value = "";
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : [];
      const refused = controls.map(({ name }) => name).filter((name) => fields.includes(name));
      setErrors(Object.fromEntries(refused.map((name) => [name, explainField(name)])));
      if (refused.length === 0) setFailure(explain(error));
    }
    setBusy(false);
  }

  return (
    <form ref={form} class="form" aria-label={label} noValidate onSubmit={submit}>
      <FieldErrors.Provider value={errors}>{children}</FieldErrors.Provider>
      <div role="alert">{failure && <p class="failure">{failure}</p>}</div>
      <div class="actions">
        <button type="submit" class="button primary" aria-disabled={busy} data-busy={busy}>
          {action}
        </button>
        {aside}
      </div>
    </form>
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  type?: "text" | "email" | "password";
  multiline?: boolean;
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  autocomplete?: "off" | "username" | "nickname" | "current-password" | "new-password";
  defaultValue?: string | undefined;
  /** Gets the focus when the view is new. */
  autofocus?: boolean;
  onInput?(event: TargetedEvent<Control>): void;
}

/** A labelled field of a form. */
export function Field({ label, hint, type = "text", multiline, autofocus, ...attributes }: FieldProps) {
  const id = useId();
  const errors = useContext(FieldErrors);
  const error = errors[attributes.name];
  // Together with its mark, not a picture later: keys that are pressed meanwhile would go elsewhere.
  useLayoutEffect(() => {
    if (Object.keys(errors)[0] === attributes.name) document.getElementById(id)?.focus();
  }, [errors]);
  const note = error ?? hint;
  const control = {
    id,
    "aria-invalid": error !== undefined,
    "aria-describedby": note && `${id}-note`,
    "data-autofocus": autofocus,
    ...attributes,
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {multiline ? <textarea {...control} /> : <input {...control} type={type as "text"} />}
      {note && (
        <p class={error ? "field-error" : "hint"} id={`${id}-note`}>
          {note}
        </p>
      )}
    </div>
  );
}

/** What is wrong with a value, as its attributes say. */
function mistakeOf(control: Control): string | undefined {
  const { validity, value, required, minLength } = control;
  if (required && value.trim() === "") return text.required;
  if (validity.typeMismatch) return text.notAnEmail;
  if (minLength > 0 && value.length < minLength) return text.tooShort(minLength);
  return undefined;
}
