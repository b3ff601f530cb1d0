import { Component, type ReactNode } from "react";
import { errorText } from "./error-text.ts";

interface Props {
  readonly children: ReactNode;
  /** What is shown instead of what failed. */
  tell(problem: string): ReactNode;
}

/** What fails inside is said here, and only here: the rest of the page stays. */
export class Fallible extends Component<Props, { readonly problem?: string }> {
  override state: { readonly problem?: string } = {};

  static getDerivedStateFromError(error: unknown): { readonly problem: string } {
    return { problem: errorText(error) };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    return problem === undefined ? this.props.children : this.props.tell(problem);
  }
}
